/**
 * Measures the harness alone: whole processes of `fulcrum climb` against promptfoo, both asking the same mock service in its own process.
 * `node bench/harness-speed.ts [rounds] [cases] [concurrency]`; promptfoo is installed into `PROMPTFOO_DIR` where it is not there yet.
 */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMockProvider } from '../src/testing/start-mock-provider.ts';
import { labels } from './harness/case-files.ts';
import { type FulcrumRuns, fulcrumRuns } from './harness/fulcrum-runs.ts';
import { median, printTable } from './harness/print-table.ts';
import { promptfooRuns, promptfooVersion } from './harness/promptfoo-runs.ts';
import type { TimedProcess } from './harness/timed-process.ts';

const rounds = Number(process.argv[2] ?? 3);
const cases = Number(process.argv[3] ?? 2000);
const concurrency = Number(process.argv[4] ?? 32);
const delayMs = 100;
const timeoutMs = 300_000;
const quiet = ['--no-cache', '--no-write', '--no-table', '--no-progress-bar'];

console.log(
  `${cases} cases, ${rounds} rounds, Node ${process.version}, ${cpus()[0]?.model} × ${cpus().length}, load ${load()}`,
);
await againstPromptfoo();
await againstIdeal();

async function againstPromptfoo(): Promise<void> {
  await using mock = await startMockProvider({ answers: labels });
  const task = { cases, baseURL: mock.baseURL, timeoutMs };
  await using tuned = await fulcrumRuns({ ...task, maxConcurrency: 2 * concurrency });
  await using plain = await fulcrumRuns(task);
  await using promptfoo = await promptfooRuns(task);
  const contestants: readonly { readonly name: string; readonly run: () => Promise<TimedProcess> }[] = [
    { name: `fulcrum -j ${concurrency}`, run: () => cold(tuned, concurrency) },
    {
      name: `promptfoo -j ${concurrency} ${quiet.join(' ')}`,
      run: () => promptfoo.evaluate('-j', `${concurrency}`, ...quiet),
    },
    { name: `fulcrum -j ${2 * concurrency}`, run: () => cold(tuned, 2 * concurrency) },
    {
      name: `promptfoo -j ${2 * concurrency} ${quiet.join(' ')}`,
      run: () => promptfoo.evaluate('-j', `${2 * concurrency}`, ...quiet),
    },
    { name: 'fulcrum, defaults', run: () => cold(plain) },
    { name: 'promptfoo, defaults', run: () => promptfoo.evaluate() },
  ];
  const seconds = new Map<string, number[]>();
  const peaks = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    for (const { name, run } of contestants) {
      const timed = await run();
      seconds.set(name, [...(seconds.get(name) ?? []), timed.seconds]);
      peaks.set(name, Math.max(peaks.get(name) ?? 0, timed.peakMb));
      console.log(`round ${round + 1}: ${name}: ${timed.seconds.toFixed(2)} s, load ${load()}`);
    }
  }
  const rate = (name: string) => cases / median(seconds.get(name) ?? []);
  printTable(
    ['0-ms mock, whole process', 'cases/s, median', 'slowest–fastest', 'peak MB'],
    contestants.map(({ name }) => {
      const all = (seconds.get(name) ?? []).map((s) => cases / s);
      return [
        name,
        rate(name).toFixed(0),
        `${Math.min(...all).toFixed(0)}–${Math.max(...all).toFixed(0)}`,
        (peaks.get(name) ?? 0).toFixed(0),
      ];
    }),
  );
  const best = (program: string) =>
    Math.max(
      ...contestants
        .map((c) => c.name)
        .filter((n) => n.startsWith(program))
        .map(rate),
    );
  console.log(
    `best against best: ${(best('fulcrum') / best('promptfoo')).toFixed(1)} ×; defaults against defaults: ` +
      `${(rate('fulcrum, defaults') / rate('promptfoo, defaults')).toFixed(1)} × (target ≥ 5 ×; promptfoo ${promptfooVersion}, load ${load()})\n`,
  );
}

async function againstIdeal(): Promise<void> {
  // A bill in memory, where there is such a place: the mock syncs every line of it.
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'fulcrum-bill-'));
  try {
    await using mock = await startMockProvider({ answers: labels, delayMs, billFile: join(folder, 'bill') });
    await using runs = await fulcrumRuns({
      cases,
      baseURL: mock.baseURL,
      maxConcurrency: concurrency,
      timeoutMs,
    });
    const [colds, agains, unbilled, defaults]: [number[], number[], number[], number[]] = [[], [], [], []];
    for (let round = 0; round < rounds; round++) {
      colds.push((await cold(runs, concurrency)).seconds);
      const billed = (await mock.billed()).length;
      agains.push((await runs.climb('-j', `${concurrency}`)).seconds);
      unbilled.push((await mock.billed()).length - billed);
      defaults.push((await cold(runs)).seconds);
    }
    const ideal = ((cases / concurrency) * delayMs) / 1000;
    printTable(
      [`${delayMs}-ms mock, concurrency ${concurrency}`, 'median', 'target'],
      [
        ['ideal wall time', `${ideal.toFixed(2)} s`, ''],
        ['cold climb', `${median(colds).toFixed(2)} s`, ''],
        ['share of ideal', `${((100 * ideal) / median(colds)).toFixed(1)} %`, '≥ 90 %'],
        ['unchanged re-run', `${median(agains).toFixed(2)} s`, ''],
        ['cold ÷ re-run', `${(median(colds) / median(agains)).toFixed(1)} ×`, '≥ 20 ×'],
        ['cold climb at the default concurrency', `${median(defaults).toFixed(2)} s`, ''],
        ['that ÷ re-run', `${(median(defaults) / median(agains)).toFixed(1)} ×`, '≥ 20 ×'],
        ['calls billed in the re-runs', `${Math.max(...unbilled)}`, '0'],
      ],
    );
    console.log(`load ${load()}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function cold(runs: FulcrumRuns, calls?: number): Promise<TimedProcess> {
  await runs.reset();
  return runs.climb(...(calls === undefined ? [] : ['-j', `${calls}`]));
}

function load(): string {
  return (loadavg()[0] ?? 0).toFixed(2);
}
