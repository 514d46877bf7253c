/**
 * Measures searching 50,000 chunks as users who may read from 0.1 to 100 % of them: rows, recall@10 against exact search and times, by words, by
 * vector and both at once, and on the embedded engine a whole search, from the text of the question to its passages.
 * `node bench/filtered-search.ts [embedded|server|postgres-url] [chunks] [queries] [whole searches]` writes its part of docs/benchmarks.md;
 * `server` starts the one of the tests.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChunkQuery, Corpus } from '../src/domain/ports/corpus-store.ts';
import { pendingVector } from '../src/knowledge/search/pending-vector.ts';
import { searchCorpus } from '../src/knowledge/search/search-corpus.ts';
import { openModelSource } from '../src/models/open-model-source.ts';
import { type Database, openDatabase } from '../src/store/connection.ts';
import { openStores, type Stores } from '../src/store/open-stores.ts';
import { startPostgres } from '../src/store/testing/start-postgres.ts';
import { embedCached } from '../src/workbench/embed-cached.ts';
import { interruptible } from '../src/workbench/interruption.ts';
import { machineNote, table } from './harness/benchmark-note.ts';
import { everybody, keyOf, madeUpCorpus, madeUpGroups } from './harness/made-up-corpus.ts';
import { timed, times, timesWithInterval } from './harness/timing.ts';
import { writeBenchmark } from './write-benchmark.ts';

const [where = 'embedded', chunkCount = '50000', queryCount = '100', wholeCount = '200'] =
  process.argv.slice(2);
const limit = 10;
const warmUps = 20;
const model = { id: 'local/minilm-l6-v2' };
/** Who searches from the text of the question on. */
const wholeGroups = [everybody, '50 % of the topics', '1 % of the documents'];

const made = madeUpCorpus(Number(chunkCount));
const readersOf = new Map(made.chunks.map(({ key, readers }) => [key, readers]));
const load = () => loadavg()[0]?.toFixed(1);

async function measure(corpus: Corpus, group: string): Promise<string[]> {
  const query: ChunkQuery = { groups: [group], limit };
  const visible = made.chunks.filter(({ readers }) => readers.includes(group)).length;
  const spent: Record<'words' | 'vectors' | 'both', number[]> = { words: [], vectors: [], both: [] };
  let [hits, wordHits, short, expected, wordsExpected] = [0, 0, 0, 0, 0];
  for (let n = 0; n < Number(queryCount); n++) {
    const [vector, text] = [made.queryVector(), made.sentence(8)];
    const byWords = await timed(() => corpus.searchWords(text, query));
    const byVector = await timed(() => corpus.searchVectors(vector, query));
    const [otherVector, otherText] = [made.queryVector(), made.sentence(8)];
    const both = await timed(() =>
      Promise.all([
        corpus.searchWords(otherText, { ...query, limit: 50 }),
        corpus.searchVectors(otherVector, { ...query, limit: 50 }),
      ]),
    );
    spent.words.push(byWords.ms);
    spent.vectors.push(byVector.ms);
    spent.both.push(both.ms);
    const exact = made.exactNearest(vector, group, limit);
    expected += exact.size;
    hits += byVector.result.filter((found) => exact.has(keyOf(found))).length;
    if (byVector.result.length < Math.min(limit, visible) || both.result[1].length < Math.min(50, visible))
      short++;
    if (n % 30 > 0) continue;
    // Of the best of all those that may be seen, where there are as many: equal scores may come in any order.
    const all = await corpus.searchWords(text, { groups: [everybody], limit: 5_000 });
    const best = all.filter((found) => readersOf.get(keyOf(found))?.includes(group)).slice(0, limit);
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

/** As `fulcrum search` does once its corpus is open: the question is embedded through cache and ledger, then words and vectors are searched. */
async function measureWhole(corpus: Corpus, stores: Stores): Promise<string[][]> {
  await using models = openModelSource();
  const runId = 'filtered-search';
  await stores.ledger.openBudget(runId, undefined);
  const embed = embedCached({
    models,
    cache: stores.embeddings,
    ledger: stores.ledger,
    runId,
    interruption: interruptible(),
    onProgress: () => {},
  });
  const rows: string[][] = [];
  for (const group of wholeGroups) {
    const [whole, embedding]: [number[], number[]] = [[], []];
    for (let n = -warmUps; n < Number(wholeCount); n++) {
      const text = made.sentence(8);
      let embeddedMs = 0;
      const searched = await timed(async () => {
        const vector = pendingVector(async (underWay) => {
          const embedded = await timed(() => embed(model, [text], underWay));
          embeddedMs = embedded.ms;
          return embedded.result[0] as Float32Array;
        });
        return searchCorpus(corpus, { text, vector, groups: [group], k: limit });
      });
      if (searched.result.found.length < limit) throw new Error('a search found too little');
      if (n < 0) continue;
      whole.push(searched.ms);
      embedding.push(embeddedMs);
    }
    rows.push([group, timesWithInterval(whole), times(embedding)]);
  }
  return rows;
}

async function report(database: Database, stores: Stores): Promise<string> {
  const corpus = await stores.corpora.open(`bench ${process.pid}`, { chunking: {}, embedding: 'made up' });
  const imported = await timed(() => Promise.all(made.documents.map((document) => corpus.put(document))));
  const optimised = await timed(() => corpus.optimise());
  console.log(`imported, load ${load()}`);
  for (let n = 0; n < warmUps; n++)
    for (const group of madeUpGroups) {
      await corpus.searchWords(made.sentence(8), { groups: [group], limit });
      await corpus.searchVectors(made.queryVector(), { groups: [group], limit });
    }
  const rows: string[][] = [];
  for (const group of madeUpGroups) {
    rows.push(await measure(corpus, group));
    console.log(rows.at(-1)?.join(' | '));
  }
  const whole = database.engine === 'embedded' ? await measureWhole(corpus, stores) : [];
  return [
    `\`node bench/filtered-search.ts ${where === 'server' || where === 'embedded' ? where : '<url>'} ${chunkCount} ${queryCount} ${wholeCount}\`: Postgres ${database.version}, ${corpus.lexicalRanking}, ${made.chunks.length} chunks in ${made.documents.length} documents, imported in`,
    `${(imported.ms / 1000).toFixed(1)} s, the index over vectors and all else that makes searching fast in ${(optimised.ms / 1000).toFixed(1)} s; ${queryCount} queries a row after ${warmUps} to warm up, ms as median / p95. ${machineNote()}.`,
    '',
    table(
      [
        'user sees',
        'chunks',
        'too few rows',
        'recall@10, vectors',
        'words: scores as of all',
        'words',
        'vectors',
        'both at once, 50 each',
      ],
      rows,
    ),
    ...(whole.length > 0
      ? [
          '',
          `A whole search in one measured call, ${wholeCount} questions a row after ${warmUps} to warm up: eight words embedded by ${model.id} through cache and ledger, 100 passages`,
          'by words and 100 by vector, fused, the best ten of them; p95 with its 95 % interval. Target: p95 ≤ 60 ms for whoever sees all.',
          '',
          table(['user sees', 'whole search', 'of it the embedding'], whole),
        ]
      : []),
  ].join('\n');
}

const stateFolder = mkdtempSync(join(tmpdir(), 'fulcrum-bench-'));
const location =
  where === 'embedded'
    ? { stateFolder }
    : { url: where === 'server' ? await startPostgres(stateFolder, process.pid) : where };
try {
  await using database = await openDatabase(location);
  const markdown = await report(database, openStores(database, stateFolder));
  console.log(markdown);
  writeBenchmark(`filtered-search-${database.engine}`, markdown);
} finally {
  rmSync(stateFolder, { recursive: true, force: true });
}
