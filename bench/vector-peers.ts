/**
 * Our search by vector alone, on the embedded engine, beside sqlite-vec and LanceDB: the same vectors, queries and process, all engines in turns,
 * unfiltered and for users who may see part of the chunks. `node bench/vector-peers.ts [chunks] [rounds]` writes its part of docs/benchmarks.md.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineNote, table } from './harness/benchmark-note.ts';
import { lancedbEngines } from './harness/lancedb-engines.ts';
import { everybody, madeUpCorpus, madeUpGroups } from './harness/made-up-corpus.ts';
import { ownVectorEngines } from './harness/own-vector-engines.ts';
import { sqliteVecEngine } from './harness/sqlite-vec-engine.ts';
import { quantile, timed, times } from './harness/timing.ts';
import type { OpenEngines, VectorEngine } from './harness/vector-engine.ts';
import { writeBenchmark } from './write-benchmark.ts';

const [chunkCount = 50_000, rounds = 60] = process.argv.slice(2).map(Number);
const limit = 10;
/** Not measured: so many that ours has in memory what it keeps there, and the engines have compiled what they run. */
const warmUps = 40;
const recallTarget = 0.98;

interface Measured {
  readonly ms: number[];
  hits: number;
  expected: number;
}

type Figures = ReadonlyMap<VectorEngine, ReadonlyMap<string, Measured>>;

const made = madeUpCorpus(chunkCount);
const folder = mkdtempSync(join(tmpdir(), 'fulcrum-peers-'));
try {
  await using sqliteVec = await openPeer('sqlite-vec', sqliteVecEngine);
  await using lancedb = await openPeer('LanceDB', lancedbEngines);
  const peers = [sqliteVec, lancedb].flatMap((opened) => opened ?? []);
  if (peers.length === 0) console.log('skipped: no peer can be had');
  else {
    await using own = await ownVectorEngines(made);
    const all = [own, ...peers];
    const figures = await measure(all.flatMap(({ engines }) => engines));
    const markdown = report(
      figures,
      own.engines,
      all.flatMap(({ notes }) => notes),
    );
    console.log(markdown);
    writeBenchmark('vector-peers', markdown);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function openPeer(name: string, open: OpenEngines) {
  try {
    return await open(made.chunks, folder);
  } catch (error) {
    console.log(`${name} is skipped: ${(error as Error).message.split('\n')[0]}`);
    return undefined;
  }
}

/** Every engine answers every query, each round beginning with another. */
async function measure(engines: readonly VectorEngine[]): Promise<Figures> {
  const figures = new Map(
    engines.map((engine) => [
      engine,
      new Map(madeUpGroups.map((group): [string, Measured] => [group, { ms: [], hits: 0, expected: 0 }])),
    ]),
  );
  for (let round = -warmUps; round < rounds; round++) {
    if (round % 10 === 0) console.log(`round ${round} of ${rounds}`);
    const first = Math.abs(round) % engines.length;
    for (const group of madeUpGroups) {
      const query = made.queryVector();
      const exact = made.exactNearest(query, group, limit);
      for (const engine of [...engines.slice(first), ...engines.slice(0, first)]) {
        await engine.prepare?.();
        const asked = group === everybody ? undefined : group;
        const { ms, result } = await timed(() => engine.nearest(query, asked, limit));
        const measured = figures.get(engine)?.get(group) as Measured;
        if (round < 0) continue;
        measured.ms.push(ms);
        measured.hits += result.filter((key) => exact.has(key)).length;
        measured.expected += exact.size;
      }
    }
  }
  return figures;
}

function recallOf({ hits, expected }: Measured): number {
  return hits / expected;
}

function report(figures: Figures, own: readonly VectorEngine[], notes: readonly string[]): string {
  const rows = [...figures].map(([{ name }, byGroup]) => [
    name,
    ...[...byGroup.values()].map((measured) => `${times(measured.ms)}, ${recallOf(measured).toFixed(3)}`),
  ]);
  const peers = [...figures].filter(([engine]) => !own.includes(engine));
  /** At each quantile to the peer that is best there. */
  const ratiosTo = (name: string, isMeant: (peer: VectorEngine, measured: Measured) => boolean) =>
    own.map((engine) => [
      `${engine.name} ÷ the best of ${name}`,
      ...madeUpGroups.map((group) => {
        const meant = peers.flatMap(([peer, byGroup]) => {
          const measured = byGroup.get(group) as Measured;
          return isMeant(peer, measured) ? [measured] : [];
        });
        const ours = figures.get(engine)?.get(group) as Measured;
        return [0.5, 0.95]
          .map((at) => quantile(ours.ms, at) / Math.min(...meant.map(({ ms }) => quantile(ms, at))))
          .map((ratio) => `${ratio.toFixed(1)} ×`)
          .join(' / ');
      }),
    ]);
  const ratios = [
    ...ratiosTo('the two as they come', ({ isAsItComes }) => isAsItComes),
    ...ratiosTo(
      `all those with recall ≥ ${recallTarget} there`,
      (_, measured) => recallOf(measured) >= recallTarget,
    ),
  ];
  return [
    '## Vectors alone, beside sqlite-vec and LanceDB',
    '',
    `\`node bench/vector-peers.ts ${chunkCount} ${rounds}\`: ${made.chunks.length} vectors, the ten nearest with their texts, every engine in one process with ours (whose database is a`,
    `second), the same ${rounds} queries a column in turns after ${warmUps} to warm up. ms as p50 / p95, then recall@10 against an exact search. Who may see which chunk: with ours`,
    'the access lists, asked in every search, unfiltered too; with sqlite-vec a table of readers and chunks, looked up first; with LanceDB a list of readers in each row, and an',
    `index over it where there is one over the vectors. ${machineNote()}.`,
    '',
    table(['', ...madeUpGroups], [...rows, ...ratios]),
    '',
    `${notes.join('; ')}. Target: ours at most 3 × the better of the two.`,
  ].join('\n');
}
