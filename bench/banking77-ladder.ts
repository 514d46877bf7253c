/**
 * The Banking77 ladder on a local 135M model: reference lines, classifier, zero-shot, random and retrieved few-shot on the same test rows,
 * with a pool of ten rows per intent. Public test rows, so the looks are logged as a benchmark and nothing is chosen here.
 *
 * node bench/banking77-ladder.ts [rows, default 500] [folder to keep the state in]
 */
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type Banking77Row,
  banking77Rows,
  requireBanking77,
  writeBanking77Task,
} from './harness/banking77.ts';
import { climbBenchmark } from './harness/climb-benchmark.ts';

requireBanking77();
const rowsOfTest = Number(process.argv[2] ?? 500);
const rowsPerIntent = 10;

function perIntent(all: readonly Banking77Row[]): Banking77Row[] {
  const taken = new Map<string, number>();
  return all.filter(({ category }) => {
    const n = taken.get(category) ?? 0;
    taken.set(category, n + 1);
    return n < rowsPerIntent;
  });
}

const folder = process.argv[3] ?? path.join(tmpdir(), `fulcrum-banking77-${rowsOfTest}`);
const read = (await banking77Rows('test.csv', 'test')).slice(0, rowsOfTest);
const train = perIntent(await banking77Rows('train.csv', 'train'));
const few = (by: string) => ({ lever: 'retrieved-few-shot', k: 8, by });
await writeBanking77Task(
  folder,
  { train, read },
  {
    levers: ['majority', 'naive-bayes', 'classifier', 'instruction', few('random'), few('embedding')],
    reference: 'random few-shot (8)',
  },
);
const startedAt = performance.now();
const ladder = await climbBenchmark(folder, read);
console.log(
  `load average ${ladder.machine.loadAverage}, ${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`,
);
