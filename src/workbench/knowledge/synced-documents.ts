/** One corpus of a task, brought up to its folder. Knows no verb, no lever and not which corpora there are. */
import path from 'node:path';
import { everyone, groupsOf } from '../../domain/access.ts';
import type { BenchDocuments } from '../../domain/bench.ts';
import { contentHash } from '../../domain/content-hash.ts';
import type { Json } from '../../domain/json.ts';
import type { Corpus, CorpusSettings } from '../../domain/ports/corpus-store.ts';
import type { RunLease } from '../../domain/ports/run-lease.ts';
import type { ModelRef, RetrievedKnowledge } from '../../domain/stack.ts';
import type { DocumentSource } from '../../knowledge/documents/find-documents.ts';
import { type SyncOptions, syncCorpus } from '../../knowledge/sync/sync-corpus.ts';
import type { FailedFile, SyncReport } from '../../knowledge/sync/sync-report.ts';
import { openAiTokenCounter } from '../../models/count-tokens.ts';
import { openContextWriter } from '../../stacks/knowledge/context-writer.ts';
import type { OpenCorpus, StackParts } from '../../stacks/live-stack.ts';
import type { ReadTaskConfig } from '../config/task-config.ts';
import type { Workbench } from '../open-workbench.ts';
import { taskName } from '../task.ts';
import { buyContexts } from './buy-contexts.ts';
import { estimateContexts } from './estimate-contexts.ts';
import { waitForLease } from './wait-for-lease.ts';

const syncKind = 'document-sync';
/** Chunks described before their documents are stored: what is asked of a chat model takes a second each. */
const describedPerBatch = 64;

export type DocumentConfig = Exclude<ReadTaskConfig['knowledge'], readonly string[]>;

export interface SyncedDocuments extends BenchDocuments, OpenCorpus {
  readonly report: SyncReport;
}

export interface DocumentModels {
  /** What is bought is booked to it. */
  readonly runId: string;
  readonly embed: StackParts['embed'];
  /** Pinned; absent to search words alone. */
  readonly embedding: ModelRef | undefined;
}

export function sourceOf({ loaded }: Workbench, { documents, include }: DocumentConfig): DocumentSource {
  return { root: path.resolve(loaded.folder, documents), ...(include && { include }) };
}

/** Of two processes that want one corpus, the second waits: what the first has brought up it need not. */
export async function syncedDocuments(
  workbench: Workbench,
  config: DocumentConfig,
  settings: CorpusSettings,
  models: DocumentModels,
): Promise<SyncedDocuments> {
  const { loaded, stores } = workbench;
  const { interruption, onProgress } = workbench.options;
  const { embed, embedding } = models;
  const name = taskName(loaded);
  const recordId = idOf(name, settings);
  await using _lease = await leaseOf(workbench, settings);
  const corpus = await stores.corpora.open(name, settings);
  const before = (await stores.records.get(recordId))?.body as { failed?: readonly FailedFile[] } | undefined;
  const count = await openAiTokenCounter('o200k_base');
  const options: SyncOptions = {
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
  };
  const report = await syncCorpus({ ...options, ...writing(workbench, options, models) });
  await stores.records.put({
    id: recordId,
    kind: syncKind,
    task: name,
    body: { failed: report.failed } as unknown as Json,
  });
  await corpus.optimise();
  return open(corpus, { name, settings }, report, embedding);
}

/** Of a corpus of this task: for whoever changes it. Waits for another process that does. */
export function leaseOf({ loaded, stores, options }: Workbench, settings: CorpusSettings): Promise<RunLease> {
  const waiting = { leases: stores.leases, ...options };
  return waitForLease(idOf(taskName(loaded), settings), 'syncs these documents', waiting);
}

const idOf = (name: string, settings: CorpusSettings) => `${syncKind} ${contentHash({ name, settings })}`;

/** What a corpus with written contexts needs, and no other. The first to be bought waits for the estimate of all. */
function writing(
  { loaded, models, stores, options: { interruption, onProgress } }: Workbench,
  options: SyncOptions,
  { runId }: DocumentModels,
): Pick<SyncOptions, 'writeContexts' | 'chunksPerBatch'> {
  const { contextLine } = options.corpus.settings;
  if (contextLine === undefined) return {};
  const openWriter = async () => openContextWriter(contextLine, await models.chat(contextLine.model));
  const { concurrency } = loaded.config;
  const { ledger } = stores;
  const buy = buyContexts({ openWriter, ledger, runId, concurrency, interruption, onProgress });
  let estimated: Promise<void> | undefined;
  return {
    chunksPerBatch: describedPerBatch,
    async writeContexts(documents, signal) {
      estimated ??= openWriter().then((writer) => estimateContexts(writer, documents, options, onProgress));
      await estimated;
      return buy(documents, signal);
    },
  };
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
    ...(report.contexts && { contextsFailed: report.contexts.failed }),
    versions: {
      corpusVersion: content,
      permissionVersion: contentHash({ permissions, members: report.members }),
    },
    // Where nothing is withheld from anybody, nobody has to say who asks.
    groupsOf: (principal) => groupsOf(principal ?? (isOpen ? everyone : undefined), report.members),
  };
}
