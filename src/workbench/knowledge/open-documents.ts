/** The documents of a task as corpora: one for each way of cutting them, synced when it is first asked for. Knows no verb and no lever. */
import { groupsOf } from '../../domain/access.ts';
import { contentHash } from '../../domain/content-hash.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { CorpusSettings, WrittenContextLine } from '../../domain/ports/corpus-store.ts';
import type { ModelRef, RetrievedKnowledge } from '../../domain/stack.ts';
import { AccessLists } from '../../knowledge/access/access-lists.ts';
import { resolveChunkOptions } from '../../knowledge/chunks/chunk-options.ts';
import { findDocuments } from '../../knowledge/documents/find-documents.ts';
import type { SyncReport } from '../../knowledge/sync/sync-report.ts';
import type { OpenAccess } from '../../stacks/live-stack.ts';
import type { Workbench } from '../open-workbench.ts';
import { type DocumentModels, type SyncedDocuments, sourceOf, syncedDocuments } from './synced-documents.ts';

export interface Documents {
  /** Syncs once in a process, whoever asks. `chunking`: options of `chunkDocument`. */
  cut(chunking: JsonObject, contextLine?: WrittenContextLine): Promise<SyncedDocuments>;
  /** Those that a stack was made for. Throws `CORPUS_OF_ANOTHER_MODEL` where the task embeds with another by now. */
  open(ref: RetrievedKnowledge['corpus']): Promise<SyncedDocuments>;
  /** Who is in which group, by the access lists alone: no document is read. */
  access(): Promise<OpenAccess>;
}

/** `undefined` for a task that names no documents to be searched. `onSynced` hears of each sync. */
export function openDocuments(
  workbench: Workbench,
  models: DocumentModels,
  onSynced: (report: SyncReport) => void,
): Documents | undefined {
  const { knowledge } = workbench.loaded.config;
  if (Array.isArray(knowledge)) return undefined;
  const { embedding } = models;
  const synced = new Map<string, Promise<SyncedDocuments>>();
  const cut: Documents['cut'] = (chunking, contextLine) => {
    const settings = corpusSettings(chunking, embedding, contextLine);
    const key = contentHash(settings);
    const known = synced.get(key);
    if (known !== undefined) return known;
    const made = syncedDocuments(workbench, knowledge, settings, models).then((documents) => {
      onSynced(documents.report);
      return documents;
    });
    synced.set(key, made);
    return made;
  };
  return {
    cut,
    async open({ settings }) {
      const { chunking, embedding: wanted, contextLine } = settings;
      const own = corpusSettings(chunking, embedding);
      if (wanted !== own.embedding)
        throw new FulcrumError('CORPUS_OF_ANOTHER_MODEL', {
          wanted: wanted ?? 'none',
          model: own.embedding ?? 'none',
        });
      return cut(chunking, contextLine);
    },
    async access() {
      const { accessLists } = await findDocuments(sourceOf(workbench, knowledge));
      const { members } = new AccessLists(accessLists);
      return {
        groupsOf: (principal) => groupsOf(principal, members),
        versions: { permissionVersion: contentHash({ members }) },
      };
    },
  };
}

/** Of a corpus of this task. `chunking`: options of `chunkDocument`. */
export function corpusSettings(
  chunking: JsonObject,
  embedding: ModelRef | undefined,
  contextLine?: WrittenContextLine,
): CorpusSettings {
  return {
    chunking: { ...resolveChunkOptions(chunking) },
    ...(embedding && { embedding: `${embedding.id}@${embedding.digest ?? 'unpinned'}` }),
    ...(contextLine && { contextLine }),
  };
}
