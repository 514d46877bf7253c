/** What a sync has done so far, as its report will say. Does nothing itself. */
import type { FulcrumError } from '../../domain/errors.ts';
import type { AccessLists } from '../access/access-lists.ts';
import type { Readers } from '../access/narrow-readers.ts';
import type { StoringPipeline } from './storing-pipeline.ts';
import type { FailedFile, SyncProgress, SyncReport } from './sync-report.ts';

export class SyncLog {
  readonly added: string[] = [];
  readonly changed: string[] = [];
  readonly renamed: { from: string; to: string }[] = [];
  readonly removed: string[] = [];
  readonly accessChanged: string[] = [];
  readonly failed: FailedFile[] = [];
  readonly denied = new Map<string, string | undefined>();
  /** Renamed documents among them. */
  unchanged = 0;
  filesRead = 0;
  chunksStored = 0;

  noteReaders(name: string, { readers, notes }: Readers): void {
    if (readers.length > 0) this.denied.delete(name);
    else this.denied.set(name, notes[0]);
  }

  /** Whether what searching makes use of has changed. */
  get isChanged(): boolean {
    return this.added.length + this.changed.length + this.removed.length > 0;
  }

  progress(files: number): SyncProgress {
    return {
      files,
      filesRead: this.filesRead,
      documentsStored: this.added.length + this.changed.length,
      chunksStored: this.chunksStored,
    };
  }

  report(
    access: AccessLists,
    unused: readonly FulcrumError[],
    { chunksEmbedded, contexts }: Pick<StoringPipeline, 'chunksEmbedded' | 'contexts'>,
  ): SyncReport {
    return {
      added: this.added.sort(),
      changed: this.changed.sort(),
      renamed: this.renamed,
      removed: this.removed.sort(),
      accessChanged: this.accessChanged,
      unchanged: this.unchanged - this.renamed.length,
      failed: this.failed,
      denied: [...this.denied].map(([name, reason]) => ({ name, ...(reason !== undefined && { reason }) })),
      warnings: [...access.problems(), ...unused],
      members: access.members,
      chunksStored: this.chunksStored,
      chunksEmbedded,
      ...(contexts && { contexts }),
    };
  }
}
