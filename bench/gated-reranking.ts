/**
 * Listwise reranking by the local 135M chat model on three public sets: never, always, and only where the search is unsure. Through the
 * product's own search; the gate's margin was fixed before anything was read.
 *
 * node bench/gated-reranking.ts [questions per set, default 100] [sets, default all three] [folder to keep vectors and replies in]
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { everyone } from '../src/domain/access.ts';
import { contentHash } from '../src/domain/content-hash.ts';
import type { Purchase, PurchasedAnswer } from '../src/domain/purchase.ts';
import type { Rerank } from '../src/domain/stack.ts';
import { memoryCorpus } from '../src/knowledge/testing/memory-corpus.ts';
import {
  compareRetrieval,
  ndcgAt,
  type RetrievalComparison,
  type RetrievalQuery,
} from '../src/measure/retrieval/index.ts';
import { estimateTokens } from '../src/models/count-tokens.ts';
import { openModelSource } from '../src/models/open-model-source.ts';
import { openPassageSearch } from '../src/stacks/knowledge/open-passage-search.ts';
import { writeBenchmark } from './write-benchmark.ts';

const most = Number(process.argv[2] ?? 100);
const names: Readonly<Record<string, string>> = {
  product_docs_rag: 'product docs',
  xquad_rag: 'XQuAD',
  cranfield_ir: 'Cranfield',
};
const sets = process.argv[3]?.split(',') ?? Object.keys(names);
const state = process.argv[4] ?? path.join(tmpdir(), 'fulcrum-gated-reranking');
mkdirSync(state, { recursive: true });
const data = path.resolve(import.meta.dirname, '../../shared/data');
const [depth, margin] = [5, 0.1];
const listwise: Rerank = { kind: 'listwise', model: { id: 'local/smollm2-135m' }, depth };
const [embedding, fusion] = [{ id: 'local/minilm-l6-v2' }, { kind: 'weighted', vectorWeight: 0.5 }] as const;
const signal = new AbortController().signal;

/** Replies and vectors outlive the process, so that an interrupted run goes on where it was. */
const journalFile = path.join(state, 'journal.json');
const journal = new Map<string, PurchasedAnswer>(
  existsSync(journalFile) ? JSON.parse(readFileSync(journalFile, 'utf8')) : [],
);
const counting: { latencyMs: number; tokens: number }[] = [];
const purchase: Purchase = async ({ model, requestHash }, call) => {
  const known = journal.get(requestHash);
  const answer = known ?? (await call('bench'));
  if (known === undefined) {
    journal.set(requestHash, answer);
    if (model === listwise.model.id) writeFileSync(journalFile, JSON.stringify([...journal]));
  }
  if (model === listwise.model.id)
    counting.push({ latencyMs: answer.latencyMs, tokens: answer.usage?.inputTokens ?? Number.NaN });
  return { ...answer, callId: 'bench', replayed: known !== undefined };
};
const context = { purchase, signal, call: <T>(work: () => Promise<T>) => work() };

const lines = (set: string, file: string) =>
  readFileSync(path.join(data, set, file), 'utf8')
    .trim()
    .split('\n');

async function measure(set: string): Promise<string> {
  const texts = lines(set, 'corpus.jsonl').map((line) => JSON.parse(line) as Record<string, string>);
  const model = await models.embedding(embedding);
  const corpus = memoryCorpus({ chunking: {}, embedding: embedding.id });
  for (let at = 0; at < texts.length; at += model.batchSize) {
    const batch = texts.slice(at, at + model.batchSize);
    const { vectors } = await model.embed(batch.map(textOf), context);
    for (const [i, one] of batch.entries()) {
      const text = textOf(one);
      const chunk = {
        index: 0,
        span: { start: 0, end: text.length },
        text,
        contextLine: '',
        headingPath: [],
        tokens: estimateTokens(text).tokens,
        blockKinds: ['paragraph' as const],
        contentHash: contentHash(text),
      };
      const document = {
        name: one._id as string,
        fileHash: '',
        readers: [everyone],
        metadata: {},
        notes: [],
      };
      await corpus.put({ ...document, text, chunks: [{ chunk, vector: vectors[i] as Float32Array }] });
    }
  }
  writeFileSync(journalFile, JSON.stringify([...journal]));
  const relevant = new Map<string, Map<string, number>>();
  for (const line of lines(set, 'qrels.tsv').slice(1)) {
    const [query = '', id = '', grade] = line.split('\t');
    if (!(Number(grade) > 0)) continue;
    relevant.set(query, (relevant.get(query) ?? new Map()).set(id, Number(grade)));
  }
  const questions = lines(set, 'queries.jsonl')
    .map((line) => JSON.parse(line) as { readonly _id: string; readonly text: string })
    .filter(({ _id }) => relevant.has(_id))
    .map((question) => ({ question, key: contentHash(['rerank', question.text]) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, most)
    .map(({ question }) => question);

  const run = async (rerank?: Rerank) => {
    counting.length = 0;
    const { search } = await openPassageSearch(
      { corpus: { name: set, settings: corpus.settings }, embedding, fusion, ...(rerank && { rerank }) },
      {
        models,
        artefacts: { get: () => Promise.reject(new Error('none')) },
        embed: () => Promise.reject(new Error('none')),
        folder: '.',
        openCorpus: async () => ({
          corpus,
          groupsOf: () => [everyone],
          versions: { corpusVersion: '', permissionVersion: '' },
        }),
      },
    );
    const queries: RetrievalQuery[] = [];
    const how = new Map<string, string | undefined>();
    for (const { _id, text } of questions) {
      const { passages, record } = await search({ question: text, groups: [everyone], k: 10 }, context);
      const ranked = passages.map(({ document }) => document);
      how.set(_id, record?.rerank);
      queries.push({ queryId: _id, tags: [], ranked, relevant: relevant.get(_id) ?? new Map() });
    }
    return { queries, how, calls: [...counting] };
  };
  const never = await run();
  const gated = await run({ ...listwise, gate: { margin } });
  const always = await run(listwise);
  const settings = { margin: 0.05, confidence: 0.95, seed: 'gated-reranking' };
  const compare = (
    candidate: readonly RetrievalQuery[],
    isIn: (q: RetrievalQuery) => boolean = () => true,
  ): RetrievalComparison | undefined =>
    compareRetrieval(candidate.filter(isIn), never.queries.filter(isIn), ndcgAt(10), settings);
  const opened = (q: RetrievalQuery) => gated.how.get(q.queryId) !== 'clear';
  const unreadable = [...always.how.values()].filter((how) => how === 'unreadable').length;
  const [all, some, there] = [
    compare(always.queries),
    compare(gated.queries),
    compare(gated.queries, opened),
  ];
  const n = questions.length;
  const share = `${gated.queries.filter(opened).length} of ${n}`;
  return [
    `| ${names[set]} | ${n} | ${some?.referenceMean.toFixed(3)} | ${difference(all)} | ${difference(some)} | ${share} | ${difference(there)} | ${cost(always.calls, n)} | ${cost(gated.calls, n)} | ${unreadable} |`,
  ].join('');
}

const textOf = ({ title, text }: Record<string, string>) => [title, text].filter(Boolean).join('\n');

function difference(comparison: RetrievalComparison | undefined): string {
  if (comparison === undefined) return '–';
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
  const { difference: mean, interval } = comparison;
  return `${signed(mean)}${interval ? ` (${signed(interval.low)} to ${signed(interval.high)})` : ''}`;
}

function cost(calls: typeof counting, n: number): string {
  const sum = (of: (call: (typeof counting)[number]) => number) => calls.reduce((s, c) => s + of(c), 0);
  return `${Math.round(sum((c) => c.tokens) / n)} tokens, ${(sum((c) => c.latencyMs) / n / 1000).toFixed(1)} s`;
}

await using models = openModelSource();
const rows: string[] = [];
const startedAt = performance.now();
for (const set of sets) {
  if (!existsSync(path.join(data, set))) {
    console.log(`skipped: there is no ../shared/data/${set}`);
    continue;
  }
  rows.push(await measure(set));
  console.log(rows.at(-1));
}
const minutes = ((performance.now() - startedAt) / 60_000).toFixed(0);
if (rows.length > 0)
  writeBenchmark(
    'gated-reranking',
    [
      '## Reranking: never, always, where the search is unsure',
      '',
      `\`node bench/gated-reranking.ts ${most}\`: SmolLM2-135M Q8_0 orders the first ${depth} passages (listwise, by the likelihood of each id), words and vectors fused at equal`,
      `weights. The gate opens where the best leads by less than ${margin * 100} % of its score, or words and vectors disagree on it. nDCG@10, paired`,
      `BCa 95 % intervals, questions drawn by a hash of their text. Two shared cores, load average ${loadavg()[0]?.toFixed(1)} at the end; ${minutes} minutes without`,
      'what was kept of earlier runs.',
      '',
      '| set | n | never | always − never | gated − never | gate opened | gain there | always, per question | gated, per question | unreadable |',
      '|---|---:|---:|---|---|---|---|---|---|---:|',
      ...rows,
    ].join('\n'),
  );
