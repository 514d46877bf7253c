/**
 * Measures searching 50,000 chunks as users who may read 0.1, 1, 10 and 100 % of them: rows, recall@10 against exact search and times, by
 * words, by vector and both at once. The corpus is made up from a seed: vectors of topics, documents and chunks in 384 dimensions, words by
 * Zipf's law. `node bench/filtered-search.ts [embedded|server|postgres-url] [chunks] [queries]`; `server` starts the one of the tests.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChunkQuery, Corpus, DocumentToStore, FoundPassage } from '../src/domain/ports/corpus-store.ts';
import { createRandom } from '../src/measure/stats/random.ts';
import { openDatabase } from '../src/store/connection.ts';
import { openStores } from '../src/store/open-stores.ts';
import { documentOf, unitVector } from '../src/store/testing/corpus-documents.ts';
import { startPostgres } from '../src/store/testing/start-postgres.ts';
import { median, printTable } from './harness/print-table.ts';

const [where = 'embedded', chunkCount = '50000', queryCount = '100'] = process.argv.slice(2);
const dimensions = 384;
const chunksPerDocument = 10;
const wordsPerChunk = 150;
const topicCount = 200;
const vocabulary = 30_000;
const limit = 10;
const random = createRandom(20_261_121).next;
const documentCount = Number(chunkCount) / chunksPerDocument;

/** Who sees what: shares spread over all topics, and, as departments do, some of the topics as a whole. */
const shares = [0.001, 0.01, 0.1, 1];
const topicShares = [0.1, 0.5];
const groupOf = (share: number) => `${share * 100} % of the documents`;
const topicGroupOf = (share: number) => `${share * 100} % of the topics`;
const groups = [...shares.map(groupOf), ...topicShares.map(topicGroupOf)];

/** Words by Zipf's law, without the first, which real text has as stop words. */
const weights = new Float64Array(vocabulary);
for (let n = 0; n < vocabulary; n++) weights[n] = (weights[n - 1] ?? 0) + 1 / (n + 50);
function word(): number {
  const at = random() * (weights.at(-1) as number);
  let [low, high] = [0, vocabulary - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((weights[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
const spell = (n: number) =>
  `${'bcdfghjklmnprstvz'[n % 17]}${'aeiou'[n % 5]}${'bcdfghjklmnprstvz'[(n >> 4) % 17]}${n.toString(36)}`;
const sentence = (words: number) => Array.from({ length: words }, () => spell(word())).join(' ');

const scaled = (vector: Float32Array, by: number) => vector.map((number) => number * by);
/** What `unitVector` adds has a length of about 20: documents lie near their topics, chunks nearer to their documents. */
const near = (centre: Float32Array, closeness: number) =>
  unitVector(random, dimensions, scaled(centre, closeness));

interface Stored {
  readonly key: string;
  readonly vector: Float32Array;
  readonly readers: readonly string[];
}

const stored: Stored[] = [];
const topics = Array.from({ length: topicCount }, () => unitVector(random, dimensions));

/** Of every thousand documents one, spread over the topics, has the rarest readers, ten the next, and so on; each has a group of its department besides. */
function makeDocument(n: number): DocumentToStore {
  const place = (n * 387) % 1_000;
  const readers = [
    ...shares.filter((share) => place < share * 1_000).map(groupOf),
    ...topicShares.filter((share) => n % topicCount < share * topicCount).map(topicGroupOf),
    `department ${n % 400}`,
  ];
  const centre = near(topics[n % topicCount] as Float32Array, 20);
  const vectors = Array.from({ length: chunksPerDocument }, () => near(centre, 30));
  const name = `folder ${n % 50}/document ${n}.md`;
  vectors.forEach((vector, index) => {
    stored.push({ key: `${name} ${index}`, vector, readers });
  });
  const lines = vectors.map((_, index) => `${sentence(wordsPerChunk)} number${index}`);
  return documentOf(name, readers, lines, { vectors });
}

const keyOf = ({ passage }: FoundPassage) =>
  `${passage.document} ${passage.text.slice(passage.text.lastIndexOf('number') + 6)}`;

function exactNearest(query: Float32Array, group: string): Set<string> {
  const scores = stored
    .filter(({ readers }) => readers.includes(group))
    .map(({ key, vector }) => {
      let score = 0;
      for (let i = 0; i < dimensions; i++) score += (vector[i] as number) * (query[i] as number);
      return { key, score };
    });
  return new Set(
    scores
      .toSorted((a, b) => b.score - a.score)
      .slice(0, limit)
      .map(({ key }) => key),
  );
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
  const startedMs = performance.now();
  const result = await work();
  return { ms: performance.now() - startedMs, result };
}

const p95 = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? Number.NaN;
const times = (values: readonly number[]) => `${median(values).toFixed(1)} / ${p95(values).toFixed(1)}`;
const load = () => loadavg()[0]?.toFixed(1);

async function measure(corpus: Corpus, group: string): Promise<string[]> {
  const query: ChunkQuery = { groups: [group], limit };
  const visible = stored.filter(({ readers }) => readers.includes(group)).length;
  const spent: Record<'words' | 'vectors' | 'both', number[]> = { words: [], vectors: [], both: [] };
  let [hits, wordHits, short, expected, wordsExpected] = [0, 0, 0, 0, 0];
  for (let n = 0; n < Number(queryCount); n++) {
    const vector = near((stored[Math.floor(random() * stored.length)] as Stored).vector, 25);
    const text = sentence(8);
    const byWords = await timed(() => corpus.searchWords(text, query));
    const byVector = await timed(() => corpus.searchVectors(vector, query));
    const [otherVector, otherText] = [near(vector, 25), sentence(8)];
    const both = await timed(() =>
      Promise.all([
        corpus.searchWords(otherText, { ...query, limit: 50 }),
        corpus.searchVectors(otherVector, { ...query, limit: 50 }),
      ]),
    );
    spent.words.push(byWords.ms);
    spent.vectors.push(byVector.ms);
    spent.both.push(both.ms);
    const exact = exactNearest(vector, group);
    expected += exact.size;
    hits += byVector.result.filter((found) => exact.has(keyOf(found))).length;
    if (byVector.result.length < Math.min(limit, visible) || both.result[1].length < Math.min(50, visible))
      short++;
    if (n % 30 > 0) continue;
    // Of the best of all those that may be seen, where there are as many: equal scores may come in any order.
    const all = await corpus.searchWords(text, { groups: [groupOf(1)], limit: 5_000 });
    const readers = new Map(stored.map((chunk) => [chunk.key, chunk.readers]));
    const best = all.filter((found) => readers.get(keyOf(found))?.includes(group)).slice(0, limit);
    wordsExpected += best.length;
    wordHits += best.filter(
      ({ score }, i) => Math.abs((byWords.result[i]?.score ?? 0) - score) < 1e-4,
    ).length;
  }
  return [
    group,
    String(visible),
    String(short),
    (hits / expected).toFixed(3),
    (wordHits / wordsExpected).toFixed(3),
    times(spent.words),
    times(spent.vectors),
    times(spent.both),
  ];
}

const stateFolder = mkdtempSync(join(tmpdir(), 'fulcrum-bench-'));
const location =
  where === 'embedded'
    ? { stateFolder }
    : { url: where === 'server' ? await startPostgres(stateFolder, process.pid) : where };
try {
  await using database = await openDatabase(location);
  const { corpora } = openStores(database, stateFolder);
  const corpus = await corpora.open(`bench ${process.pid}`, { chunking: {}, embedding: 'made up' });
  const documents = Array.from({ length: documentCount }, (_, n) => makeDocument(n));
  const imported = await timed(() => Promise.all(documents.map((document) => corpus.put(document))));
  const optimised = await timed(() => corpus.optimise());
  const version = await timed(() => corpus.version());
  console.log(
    `${database.engine} ${database.version}, ${corpus.lexicalRanking}, ${stored.length} chunks in ${documentCount} documents: ` +
      `imported in ${(imported.ms / 1000).toFixed(1)} s, optimised in ${(optimised.ms / 1000).toFixed(1)} s, ` +
      `version in ${version.ms.toFixed(0)} ms; load ${load()}`,
  );
  const rows: string[][] = [];
  for (const group of groups) rows.push(await measure(corpus, group));
  printTable(
    [
      'sees',
      'chunks',
      'too few rows',
      'recall@10, vectors',
      'words',
      'words ms p50 / p95',
      'vectors',
      'both at once, 50 each',
    ],
    rows,
  );
  console.log(`n = ${queryCount} queries a row, median / p95 in ms; load ${load()}`);
} finally {
  rmSync(stateFolder, { recursive: true, force: true });
}
