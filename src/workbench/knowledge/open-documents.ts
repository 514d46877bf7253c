/** The documents of a task as corpora: one for each way of cutting them, synced when it is first asked for. Knows no verb and no lever. */
import path from 'node:path';
import { everyone, groupsOf } from '../../domain/access.ts';
import type { BenchDocuments } from '../../domain/bench.ts';
import { contentHash } from '../../domain/content-hash.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { Corpus, CorpusSettings } from '../../domain/ports/corpus-store.ts';
import type { ModelRef, RetrievedKnowledge } from '../../domain/stack.ts';
import { AccessLists } from '../../knowledge/access/access-lists.ts';
import { resolveChunkOptions } from '../../knowledge/chunks/chunk-options.ts';
import { type DocumentSource, findDocuments } from '../../knowledge/documents/find-documents.ts';
import { syncCorpus } from '../../knowledge/sync/sync-corpus.ts';
import type { FailedFile, SyncReport } from '../../knowledge/sync/sync-report.ts';
import { openAiTokenCounter } from '../../models/count-tokens.ts';
import type { OpenAccess, OpenCorpus, StackParts } from '../../stacks/live-stack.ts';
import type { ReadTaskConfig } from '../config/task-config.ts';
import type { Workbench } from '../open-workbench.ts';
import { taskName } from '../task.ts';

const syncKind = 'document-sync';

export interface SyncedDocuments extends BenchDocuments, OpenCorpus {
  readonly report: SyncReport;
}

export interface Documents {
  /** Syncs once in a process, whoever asks. `chunking`: options of `chunkDocument`. */
  cut(chunking: JsonObject): Promise<SyncedDocuments>;
  /** Those that a stack was made for. Throws `CORPUS_OF_ANOTHER_MODEL` where the task embeds with another by now. */
  open(ref: RetrievedKnowledge['corpus']): Promise<OpenCorpus>;
  /** Who is in which group, by the access lists alone: no document is read. */
  access(): Promise<OpenAccess>;
}

type DocumentConfig = Exclude<ReadTaskConfig['knowledge'], readonly string[]>;

export interface DocumentModels {
  readonly embed: StackParts['embed'];
  /** Pinned; absent to search words alone. */
  readonly embedding: ModelRef | undefined;
}

/** `undefined` for a task that names no documents to be searched. `onSynced` hears of each sync. */
export function openDocuments(
  workbench: Workbench,
  { embed, embedding }: DocumentModels,
  onSynced: (report: SyncReport) => void,
): Documents | undefined {
  const { knowledge } = workbench.loaded.config;
  if (Array.isArray(knowledge)) return undefined;
  const synced = new Map<string, Promise<SyncedDocuments>>();
  const cut = (chunking: JsonObject) => {
    const settings = corpusSettings(chunking, embedding);
    const key = contentHash(settings);
    const known = synced.get(key);
    if (known !== undefined) return known;
    const made = sync(workbench, knowledge, settings, { embed, embedding }).then((documents) => {
      onSynced(documents.report);
      return documents;
    });
    synced.set(key, made);
    return made;
  };
  return {
    cut,
    open({ settings }) {
      const { chunking, embedding: wanted } = settings;
      const own = corpusSettings(chunking, embedding);
      if (wanted !== own.embedding)
        throw new FulcrumError('CORPUS_OF_ANOTHER_MODEL', {
          wanted: wanted ?? 'none',
          model: own.embedding ?? 'none',
        });
      return cut(chunking);
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

function sourceOf({ loaded }: Workbench, { documents, include }: DocumentConfig): DocumentSource {
  return { root: path.resolve(loaded.folder, documents), ...(include && { include }) };
}

/** Of a corpus of this task. `chunking`: options of `chunkDocument`. */
export function corpusSettings(chunking: JsonObject, embedding: ModelRef | undefined): CorpusSettings {
  return {
    chunking: { ...resolveChunkOptions(chunking) },
    ...(embedding && { embedding: `${embedding.id}@${embedding.digest ?? 'unpinned'}` }),
  };
}

async function sync(
  workbench: Workbench,
  config: DocumentConfig,
  settings: CorpusSettings,
  { embed, embedding }: DocumentModels,
): Promise<SyncedDocuments> {
  const { loaded, stores } = workbench;
  const { interruption, onProgress } = workbench.options;
  const name = taskName(loaded);
  const corpus = await stores.corpora.open(name, settings);
  const recordId = `${syncKind} ${contentHash({ name, settings })}`;
  const before = (await stores.records.get(recordId))?.body as { failed?: readonly FailedFile[] } | undefined;
  const count = await openAiTokenCounter('o200k_base');
  const report = await syncCorpus({
    source: sourceOf(workbench, config),
    corpus,
    countTokens: (text) => count(text).tokens,
    ...(embedding && {
      embed: async (texts) => ({ vectors: await embed(embedding, texts), embedded: texts.length }),
    }),
    ...(config.access && { access: config.access }),
    ...(before?.failed && { failedBefore: before.failed }),
    signal: interruption.soft,
    onProgress: ({ files, filesRead }) =>
      onProgress({ kind: 'bytes', what: 'documents', done: filesRead, total: files }),
  });
  await stores.records.put({
    id: recordId,
    kind: syncKind,
    task: name,
    body: { failed: report.failed } as unknown as Json,
  });
  await corpus.optimise();
  return open(corpus, { name, settings }, report, embedding);
}

async function open(
  corpus: Corpus,
  ref: RetrievedKnowledge['corpus'],
  report: SyncReport,
  embedding: ModelRef | undefined,
): Promise<SyncedDocuments> {
  const { content, permissions } = await corpus.version();
  const stored = await corpus.documents();
  const isOpen = stored.every(({ readers }) => readers.length === 1 && readers[0] === everyone);
  return {
    ref,
    corpus,
    report,
    ...(embedding && { embedding }),
    versions: {
      corpusVersion: content,
      permissionVersion: contentHash({ permissions, members: report.members }),
    },
    // Where nothing is withheld from anybody, nobody has to say who asks.
    groupsOf: (principal) => groupsOf(principal ?? (isOpen ? everyone : undefined), report.members),
  };
}
