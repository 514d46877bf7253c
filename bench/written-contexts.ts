/**
 * What a chat model writes of each passage, searched with it: the handbook example with and without, on its questions of dev. Through the
 * product's own sync, ledger and search; what was bought is journalled beside the example, so that an interrupted run goes on where it was.
 *
 * node bench/written-contexts.ts [chunk tokens, default 120] [chat model, default that of the example]
 */
import { loadavg } from 'node:os';
import path from 'node:path';
import type { Fusion } from '../src/domain/fusion.ts';
import type { WrittenContextLine } from '../src/domain/ports/corpus-store.ts';
import type { RetrievedKnowledge } from '../src/domain/stack.ts';
import { interruptible } from '../src/workbench/interruption.ts';
import { chooseFusionOnDev } from '../src/workbench/knowledge/choose-fusion-on-dev.ts';
import { compareSearchOnDev } from '../src/workbench/knowledge/compare-search-on-dev.ts';
import { openKnowledge } from '../src/workbench/knowledge/open-knowledge.ts';
import { searchOnDev } from '../src/workbench/knowledge/search-on-dev.ts';
import type { SyncedDocuments } from '../src/workbench/knowledge/synced-documents.ts';
import { openWorkbench } from '../src/workbench/open-workbench.ts';
import { openTask } from '../src/workbench/task.ts';
import { writeBenchmark } from './write-benchmark.ts';

const maxTokens = Number(process.argv[2] ?? 120);
const interruption = interruptible();
process.on('SIGINT', () => interruption.interrupt());
await using workbench = await openWorkbench({
  where: path.resolve(import.meta.dirname, '../examples/handbook'),
  interruption,
  onProgress: (event) => {
    if (event.kind === 'bytes' && event.what === 'writing of passages') console.log(event.done);
  },
  now: () => new Date(),
});
const { stores, loaded } = workbench;
const task = await openTask(workbench);
const knowledge = await openKnowledge(workbench, { verb: 'bench' });
const id = process.argv[3] ?? loaded.config.models.chat ?? '';
const { digest } = await workbench.models.chat({ id });
const line: WrittenContextLine = {
  kind: 'written',
  model: { id, ...(digest !== undefined && { digest }) },
  maxTokens: 60,
};
const cases = () => stores.caseSets.stream(task.cases.hash, { split: 'dev' });

const plain = await knowledge.documents.cut({ maxTokens });
const startedAt = performance.now();
const described = await knowledge.documents.cut({ maxTokens }, line);
const seconds = (performance.now() - startedAt) / 1000;
const { written = 0, unreadable = 0, failed = 0 } = described.report.contexts ?? {};
console.log({ written, unreadable, failed, seconds });

function search(documents: SyncedDocuments, fusion: Fusion) {
  const retrieved: RetrievedKnowledge = {
    kind: 'retrieved',
    corpus: documents.ref,
    ...(documents.embedding && { embedding: documents.embedding }),
    fusion,
    k: 5,
    maxTokens: 800,
    sections: false,
    grounding: { abstention: '' },
  };
  const parts = { stackParts: knowledge.stackParts, cases, concurrency: 4 };
  const purchaseFor = (attemptKey: string) => stores.ledger.purchase({ runId: knowledge.runId, attemptKey });
  return searchOnDev(retrieved, {
    ...parts,
    purchaseFor,
    signal: interruption.soft,
    hardSignal: interruption.hard,
  });
}

const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
const settings = { margin: 0.05, confidence: 0.95, seed: 'written-contexts' };
const rows: string[] = [];
let judged = 0;
for (const kind of ['words', 'vectors', 'chosen on dev'] as const) {
  const fusionOf = async (documents: SyncedDocuments): Promise<Fusion> =>
    kind === 'chosen on dev'
      ? ((await chooseFusionOnDev(cases(), documents, knowledge.stackParts.embed))?.fusion ?? { kind: 'rrf' })
      : { kind };
  const [without, with_] = [await fusionOf(plain), await fusionOf(described)];
  const compared = compareSearchOnDev(await search(described, with_), await search(plain, without), settings);
  if (compared === undefined) continue;
  const { candidateNdcg, referenceNdcg, interval, verdict, questions } = compared;
  judged = questions;
  const weights = [without, with_].map((f) => (f.kind === 'weighted' ? f.vectorWeight : f.kind)).join(' → ');
  rows.push(
    `| ${kind === 'chosen on dev' ? `fused, weight of vectors ${weights}` : kind} | ${referenceNdcg.toFixed(3)} | ${candidateNdcg.toFixed(3)} | ${signed(candidateNdcg - referenceNdcg)}${interval ? ` (${signed(interval.low)} to ${signed(interval.high)})` : ''} | ${verdict} |`,
  );
  console.log(rows.at(-1));
}
const sample = await described.corpus.searchVectors(
  (await knowledge.stackParts.embed(plain.embedding ?? { id: '' }, ['handbook']))[0] ?? new Float32Array(),
  { groups: described.groupsOf('care'), limit: 12 },
);
for (const { writtenContext, passage } of sample) console.log(`${passage.document}: ${writtenContext}`);
const passages = (await described.corpus.documents()).reduce((sum, { chunkCount }) => sum + chunkCount, 0);
const asked = written + unreadable;
const took =
  asked === 0
    ? 'all kept of an earlier run'
    : `${asked} in this run, ${(seconds / asked).toFixed(1)} s each, vectors included`;
writeBenchmark(
  'written-contexts',
  [
    '## What a model writes of each passage',
    '',
    `\`node bench/written-contexts.ts ${maxTokens}\`: the 44 pages of the handbook example cut at ${maxTokens} tokens, each of their ${passages} passages described in one sentence by ${id}`,
    `(${took}; ${unreadable} replies unreadable, ${failed} calls failed). nDCG@10 of documents on the ${judged} questions of dev that name`,
    `theirs, paired BCa 95 % intervals. Two shared cores, load average ${loadavg()[0]?.toFixed(1)} at the end.`,
    '',
    '| search | headings alone | and what was written | difference | verdict |',
    '|---|---:|---:|---|---|',
    ...rows,
  ].join('\n'),
);
