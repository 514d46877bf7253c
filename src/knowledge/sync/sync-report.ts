/** What a sync did to a corpus, in full lists of names. Knows not how it was done. */
import type { Memberships } from '../../domain/access.ts';
import type { FulcrumError } from '../../domain/errors.ts';
import type { ContextCounts } from './write-contexts.ts';

export interface FailedFile {
  readonly name: string;
  /** A sentence to follow the name: `is encrypted`. */
  readonly problem: string;
  /** Of the bytes that failed, where they could be read. */
  readonly fileHash?: string;
  /** Whether the version before is still searched: its text may be outdated. */
  readonly keptVersion: boolean;
}

export interface SyncReport {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  readonly removed: readonly string[];
  /** Other readers than before, with the same text. */
  readonly accessChanged: readonly string[];
  readonly unchanged: number;
  readonly failed: readonly FailedFile[];
  /** Documents that nobody may read, with the reason where it is no plain empty list. */
  readonly denied: readonly { readonly name: string; readonly reason?: string }[];
  /** Lines of access lists and metadata files that were not understood or fit nothing. */
  readonly warnings: readonly FulcrumError[];
  /** As the topmost access list names them. */
  readonly members: Memberships;
  readonly chunksStored: number;
  /** Of these, those whose text was not embedded before; 0 without an embedding model. */
  readonly chunksEmbedded: number;
  /** Of the chunks stored; absent of a corpus without written contexts. */
  readonly contexts?: ContextCounts;
}

/** For a line that moves. */
export interface SyncProgress {
  readonly files: number;
  readonly filesRead: number;
  readonly documentsStored: number;
  readonly chunksStored: number;
}
