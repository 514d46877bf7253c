/**
 * Searching by words on three public sets: our BM25 on the embedded engine against bm25s with the same tokens and parameters, beside the
 * rank of a server without the extension, minisearch and orama. `node bench/retrieval-words.ts` writes its part of docs/benchmarks.md.
 */
import { compareRetrieval } from '../src/measure/retrieval/compare-retrieval.ts';
import { ndcgAt } from '../src/measure/retrieval/ndcg-at.ts';
import { readRetrieval } from '../src/measure/retrieval/read-retrieval.ts';
import type { RetrievalQuery } from '../src/measure/retrieval/retrieval-query.ts';
import type { Database } from '../src/store/connection.ts';
import { benchEngines, type EngineName, openBenchDatabase } from './harness/bench-database.ts';
import { difference, machineNote, table, withInterval } from './harness/benchmark-note.ts';
import { bm25sRanking, bm25sVersion } from './harness/bm25s-ranking.ts';
import { importPeer } from './harness/peer-package.ts';
import { passageDocument, type RetrievalSet, retrievalSets, searchedText } from './harness/retrieval-sets.ts';
import { writeBenchmark } from './write-benchmark.ts';

const k = 10;
/** The defaults of pg_textsearch. */
const parameters = { k1: 1.2, b: 0.75 };
const versions = { minisearch: '7.2.0', '@orama/orama': '3.1.18' };
const settings = { margin: 0.01, confidence: 0.95, seed: 'retrieval-words' };

/** For each query of a set, ids best first. */
type Rankings = readonly (readonly string[])[];
type Ranker = readonly [name: string, rank: (set: RetrievalSet) => Promise<Rankings>];

const sets = retrievalSets();
const engines = benchEngines();
await using embedded = await openBenchDatabase('embedded');
const server = engines.includes('server') ? await openBenchDatabase('server') : undefined;
try {
  const rankers: Ranker[] = [
    ['ours, BM25, embedded engine', (set) => ours('embedded', set)],
    [`bm25s ${bm25sVersion}, same tokens and parameters`, sameTokens],
    ...(server
      ? [['ours, `tsvector`, server without the extension', (set) => ours('server', set)] as Ranker]
      : []),
    [`minisearch ${versions.minisearch}, defaults`, minisearch],
    [`orama ${versions['@orama/orama']}, defaults`, orama],
  ];
  const columns = await Promise.all(sets.map(async (set) => measure(set, await rankAll(set, rankers))));
  const markdown = [
    '## Searching by words',
    '',
    `\`node bench/retrieval-words.ts\`: nDCG@10, mean (95 % BCa interval by query; XQuAD by passage), and below it the difference of ours`,
    `from it, paired. Every program is given the same text, a passage as one document. ${machineNote()}.`,
    '',
    table(
      [
        '',
        ...sets.map(
          ({ name, passages, queries }) => `${name}: ${passages.length} passages, ${queries.length} queries`,
        ),
      ],
      rankers.map(([name], i) => [name, ...columns.map((column) => column[i] as string)]),
    ),
    '',
    'Target: ours within ±0.005 of bm25s. What differs is the length of a text, which pg_textsearch keeps in one byte as Lucene does (exact up',
    'to 40 words), and bm25s as it is. The tokens are those of `to_tsvector`, english; a word that a question has twice counts twice in both.',
  ].join('\n');
  console.log(markdown);
  writeBenchmark('retrieval-words', markdown);
} finally {
  await server?.[Symbol.asyncDispose]();
}

async function rankAll(set: RetrievalSet, rankers: readonly Ranker[]): Promise<Rankings[]> {
  const all: Rankings[] = [];
  for (const [, rank] of rankers) all.push(await rank(set));
  return all;
}

function measure(set: RetrievalSet, all: readonly Rankings[]): string[] {
  const judged = all.map((rankings) =>
    set.queries.map(({ id, group, relevant }, i): RetrievalQuery => {
      return { queryId: id, group, tags: [], ranked: rankings[i] ?? [], relevant };
    }),
  );
  const [reference = []] = judged;
  return judged.map((queries, i) => {
    const reading = readRetrieval(queries, { ...settings, ks: [k] });
    const ndcg = reading.metrics.find(({ metric }) => metric === `ndcg@${k}`);
    const mean = withInterval(ndcg?.mean ?? Number.NaN, ndcg?.interval);
    const against = compareRetrieval(reference, queries, ndcgAt(k), settings);
    return i === 0 || against === undefined ? mean : `${mean}<br>${difference(against)}`;
  });
}

async function ours(engine: EngineName, set: RetrievalSet): Promise<Rankings> {
  const { stores } = (engine === 'embedded' ? embedded : server) as typeof embedded;
  const corpus = await stores.corpora.open(set.name, { chunking: {} });
  const expected = engine === 'embedded' ? 'bm25' : 'tsvector';
  if (corpus.lexicalRanking !== expected)
    throw new Error(`the ${engine} engine ranks by ${corpus.lexicalRanking}`);
  await Promise.all(set.passages.map((passage) => corpus.put(passageDocument(passage))));
  await corpus.optimise();
  const rankings: string[][] = [];
  for (const { text } of set.queries) {
    const found = await corpus.searchWords(text, { groups: ['everyone'], limit: k });
    rankings.push(found.map(({ passage }) => passage.document));
  }
  return rankings;
}

async function sameTokens({ passages, queries }: RetrievalSet): Promise<Rankings> {
  const rankings = bm25sRanking({
    ...parameters,
    k,
    documents: await tokensOf(embedded.database, passages.map(searchedText)),
    queries: await tokensOf(
      embedded.database,
      queries.map(({ text }) => text),
    ),
  });
  return rankings.map((places) => places.map((place) => passages[place]?.id as string));
}

/** As Postgres has them: each lexeme as often as it stands in the text. */
async function tokensOf({ pool }: Database, texts: readonly string[]): Promise<string[][]> {
  const { rows } = await pool.query<{ place: number; lexeme: string; count: number }>(
    `select place::integer, lexeme, cardinality(positions) as count
     from unnest($1::text[]) with ordinality t (text, place), unnest(to_tsvector('pg_catalog.english', text))`,
    [texts],
  );
  const tokens: string[][] = texts.map(() => []);
  for (const { place, lexeme, count } of rows)
    for (let n = 0; n < count; n++) tokens[place - 1]?.push(lexeme);
  return tokens;
}

async function minisearch({ passages, queries }: RetrievalSet): Promise<Rankings> {
  interface MiniSearch {
    addAll(documents: readonly object[]): void;
    search(text: string): readonly { readonly id: string }[];
  }
  const { default: Index } = await importPeer<{
    default: new (options: { fields: string[] }) => MiniSearch;
  }>('minisearch', versions.minisearch);
  const index = new Index({ fields: ['text'] });
  index.addAll(passages.map((passage) => ({ id: passage.id, text: searchedText(passage) })));
  return queries.map(({ text }) =>
    index
      .search(text)
      .slice(0, k)
      .map(({ id }) => id),
  );
}

async function orama({ passages, queries }: RetrievalSet): Promise<Rankings> {
  const { create, insertMultiple, search } = await importPeer<{
    create(options: { schema: Record<string, string> }): unknown;
    insertMultiple(index: unknown, documents: readonly object[]): Promise<unknown>;
    search(
      index: unknown,
      query: { term: string; limit: number },
    ): Promise<{ readonly hits: readonly { readonly id: string }[] }>;
  }>('@orama/orama', versions['@orama/orama']);
  const index = create({ schema: { text: 'string' } });
  await insertMultiple(
    index,
    passages.map((passage) => ({ id: passage.id, text: searchedText(passage) })),
  );
  const rankings: string[][] = [];
  for (const { text: term } of queries)
    rankings.push((await search(index, { term, limit: k })).hits.map(({ id }) => id));
  return rankings;
}
