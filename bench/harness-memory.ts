/**
 * Measures what a climb's processes hold in memory, and whether time grows with the number of cases alone: whole processes of
 * `fulcrum climb` over a mock service that answers at once. Linux only. `node bench/harness-memory.ts [cases…]`
 */
import { cpus, loadavg } from 'node:os';
import { startMockProvider } from '../src/testing/start-mock-provider.ts';
import { labels } from './harness/case-files.ts';
import { fulcrumRuns } from './harness/fulcrum-runs.ts';
import { printTable } from './harness/print-table.ts';

const given = process.argv.slice(2).map(Number);
const sizes = given.length > 0 ? given : [10_000, 100_000];
const concurrency = 32;
const timeoutMs = 900_000;

const rows: string[][] = [];
for (const cases of sizes) {
  await using mock = await startMockProvider({ answers: labels });
  await using runs = await fulcrumRuns({
    cases,
    baseURL: mock.baseURL,
    maxConcurrency: 2 * concurrency,
    timeoutMs,
  });
  await runs.reset();
  const restingMb = await runs.restingMb();
  const climb = await runs.climb('-j', `${concurrency}`);
  const again = await runs.climb('-j', `${concurrency}`);
  rows.push([
    cases.toLocaleString('en'),
    climb.seconds.toFixed(1),
    ((1000 * climb.seconds) / cases).toFixed(2),
    restingMb.toFixed(0),
    climb.peakMb.toFixed(0),
    (climb.peakMb - restingMb).toFixed(0),
    again.seconds.toFixed(1),
    (again.peakMb - restingMb).toFixed(0),
  ]);
  console.log(`${cases} cases: ${climb.seconds.toFixed(1)} s, then ${again.seconds.toFixed(1)} s`);
}
printTable(
  [
    'cases',
    'seconds',
    'ms per case',
    'resting database MB',
    'peak of the process tree MB',
    'above resting MB (target ≤ 500)',
    're-run seconds',
    're-run above resting MB',
  ],
  rows,
);
console.log(
  `Node ${process.version}, ${cpus()[0]?.model} × ${cpus().length}, concurrency ${concurrency}, load ${(loadavg()[0] ?? 0).toFixed(2)}`,
);
