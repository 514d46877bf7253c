/** The documents of a task as corpora: one for each way of cutting them, synced when it is first asked for. Knows no verb and no lever. */
import path from 'node:path';
import { everyone, groupsOf } from '../../domain/access.ts';
import type { BenchDocuments } from '../../domain/bench.ts';
import { contentHash } from '../../domain/content-hash.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { Corpus, CorpusSettings } from '../../domain/ports/corpus-store.ts';
import type { ModelRef, RetrievedKnowledge } from '../../domain/stack.ts';
import { resolveChunkOptions } from '../../knowledge/chunks/chunk-options.ts';
import { syncCorpus } from '../../knowledge/sync/sync-corpus.ts';
import type { FailedFile, SyncReport } from '../../knowledge/sync/sync-report.ts';
import { openAiTokenCounter } from '../../models/count-tokens.ts';
import type { OpenCorpus, StackParts } from '../../stacks/live-stack.ts';
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
}

type DocumentConfig = Exclude<ReadTaskConfig['knowledge'], readonly string[]>;

/** `undefined` for a task that names no documents to be searched. `embedding`: pinned, or absent to search words alone. */
export function openDocuments(
  workbench: Workbench,
  embed: StackParts['embed'],
  embedding: ModelRef | undefined,
): Documents | undefined {
  const { knowledge } = workbench.loaded.config;
  if (Array.isArray(knowledge)) return undefined;
  const synced = new Map<string, Promise<SyncedDocuments>>();
  const cut = (chunking: JsonObject) => {
    const settings = settingsFor(chunking, embedding);
    const key = contentHash(settings);
    const known = synced.get(key);
    if (known !== undefined) return known;
    const made = sync(workbench, knowledge, settings, embed, embedding);
    synced.set(key, made);
    return made;
  };
  return {
    cut,
    open({ settings }) {
      const { chunking, embedding: wanted } = settings;
      const own = settingsFor(chunking, embedding);
      if (wanted !== own.embedding)
        throw new FulcrumError('CORPUS_OF_ANOTHER_MODEL', {
          wanted: wanted ?? 'none',
          model: own.embedding ?? 'none',
        });
      return cut(chunking);
    },
  };
}

function settingsFor(chunking: JsonObject, embedding: ModelRef | undefined): CorpusSettings {
  return {
    chunking: { ...resolveChunkOptions(chunking) },
    ...(embedding && { embedding: `${embedding.id}@${embedding.digest ?? 'unpinned'}` }),
  };
}

async function sync(
  { loaded, stores, options: { interruption, onProgress } }: Workbench,
  { documents, include, access }: DocumentConfig,
  settings: CorpusSettings,
  embed: StackParts['embed'],
  embedding: ModelRef | undefined,
): Promise<SyncedDocuments> {
  const name = taskName(loaded);
  const corpus = await stores.corpora.open(name, settings);
  const recordId = `${syncKind} ${contentHash({ name, settings })}`;
  const before = (await stores.records.get(recordId))?.body as { failed?: readonly FailedFile[] } | undefined;
  const count = await openAiTokenCounter('o200k_base');
  const report = await syncCorpus({
    source: { root: path.resolve(loaded.folder, documents), ...(include && { include }) },
    corpus,
    countTokens: (text) => count(text).tokens,
    ...(embedding && {
      embed: async (texts) => ({ vectors: await embed(embedding, texts), embedded: texts.length }),
    }),
    ...(access && { access }),
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
  for (const text of notesOf(report)) onProgress({ kind: 'note', text });
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

function notesOf({ added, changed, removed, failed, denied, warnings }: SyncReport): string[] {
  const counts = [
    [added.length, 'added'],
    [changed.length, 'changed'],
    [removed.length, 'removed'],
  ].filter(([n]) => n !== 0);
  return [
    ...(counts.length === 0 ? [] : [`documents: ${counts.map(([n, what]) => `${n} ${what}`).join(', ')}`]),
    ...failed.map(({ name, problem }) => `${name} ${problem}`),
    ...denied.map(({ name, reason }) => `${name}: ${reason ?? 'nobody may read it'}`),
    ...warnings.map((warning) => warning.message),
  ];
}
