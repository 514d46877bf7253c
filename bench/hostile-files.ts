/**
 * Parses real documents, many of them broken, and files made to do harm, each in a parsing process of its own, and measures what each costs.
 * `node bench/hostile-files.ts [part of a name]` writes its part of docs/benchmarks.md when all were parsed. Linux.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseFiles } from '../src/knowledge/parsing/parse-files.ts';
import { machineNote, table } from './harness/benchmark-note.ts';
import { bombs } from './harness/bombs.ts';
import { processTree, residentMb } from './harness/process-tree.ts';
import { writeBenchmark } from './write-benchmark.ts';

const [wanted = ''] = process.argv.slice(2);
const publicFolder = resolve(import.meta.dirname, '../../shared/data/documents');
const targets = { seconds: 10, mb: 512 };
const sampleMs = 10;

interface Cost {
  readonly name: string;
  readonly isBomb: boolean;
  /** From handing the file over to its last outcome, in a process that runs already. */
  readonly seconds: number;
  /** Highest resident memory of the parsing processes. */
  readonly childMb: number;
  /** What this process, which opens zip archives, grew by. */
  readonly ownMb: number;
  readonly outcomes: readonly string[];
}

const home = mkdtempSync(join(tmpdir(), 'fulcrum-hostile-'));
const warm = join(home, 'warm.txt');
writeFileSync(warm, 'x');
try {
  const costs: Cost[] = [];
  for (const [name, make] of Object.entries(bombs)) {
    if (!name.includes(wanted)) continue;
    const path = join(home, 'bomb');
    writeFileSync(path, make());
    costs.push(await measure(name, path, true));
  }
  for (const path of publicFiles()) {
    const name = relative(publicFolder, path);
    if (name.includes(wanted)) costs.push(await measure(name, path, false));
  }
  const markdown = describe(costs);
  console.log(markdown);
  if (wanted === '') writeBenchmark('hostile-files', markdown);
} finally {
  rmSync(home, { recursive: true, force: true });
}

function publicFiles(): string[] {
  if (!existsSync(publicFolder)) {
    console.log(`there is no ${relative(process.cwd(), publicFolder)}`);
    return [];
  }
  return readdirSync(publicFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function measure(name: string, path: string, isBomb: boolean): Promise<Cost> {
  const peaks = { childMb: 0, ownMb: 0 };
  globalThis.gc?.();
  const before = residentMb(process.pid);
  const look = () => {
    const children = processTree(process.pid).slice(1).map(peakMb);
    peaks.childMb = Math.max(peaks.childMb, ...children);
    peaks.ownMb = Math.max(peaks.ownMb, residentMb(process.pid) - before);
  };
  const timer = setInterval(look, sampleMs);
  const outcomes: string[] = [];
  let startedMs = 0;
  /** The file is handed over once the process runs. */
  const warmed = Promise.withResolvers<void>();
  async function* files() {
    yield { name: 'warm.txt', path: warm };
    yield { name: 'warm again.txt', path: warm };
    await warmed.promise;
    startedMs = performance.now();
    yield { name, path };
  }
  for await (const outcome of parseFiles(files(), { processes: 1 })) {
    look();
    if (outcome.name === 'warm.txt') warmed.resolve();
    if (!outcome.name.startsWith('warm')) outcomes.push('problem' in outcome ? outcome.problem : 'parsed');
  }
  clearInterval(timer);
  const cost = { name, isBomb, seconds: (performance.now() - startedMs) / 1000, ...peaks, outcomes };
  console.log(
    `${name}: ${cost.seconds.toFixed(1)} s, ${cost.childMb.toFixed(0)} MB, +${cost.ownMb.toFixed(0)} MB, ${[...new Set(outcomes)].slice(0, 4).join('; ')}`,
  );
  return cost;
}

/** The most that a process ever held, in 10^6 bytes; 0 when it has gone. */
function peakMb(pid: number): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0;
    return (Number(kilobytes) * 1024) / 1e6;
  } catch {
    return 0;
  }
}

function describe(costs: readonly Cost[]): string {
  const kinds = [
    ['made to do harm', costs.filter(({ isBomb }) => isBomb)],
    ['real documents', costs.filter(({ isBomb }) => !isBomb)],
  ] as const;
  const worst = (some: readonly Cost[], of: (cost: Cost) => number, unit: string) => {
    const most = some.toSorted((a, b) => of(b) - of(a))[0];
    return most === undefined ? '' : `${of(most).toFixed(of(most) < 20 ? 1 : 0)} ${unit} (${most.name})`;
  };
  const count = (some: readonly Cost[], is: (outcome: string) => boolean) =>
    some.filter(({ outcomes }) => outcomes.some(is)).length;
  const rows: (readonly [string, (some: readonly Cost[]) => string | number])[] = [
    ['files', (some) => some.length],
    ['parsed, in whole or in part', (some) => count(some, (outcome) => outcome === 'parsed')],
    ['with a reason', (some) => count(some, (outcome) => outcome !== 'parsed')],
    [
      'that made their parser crash (target 0)',
      (some) => count(some, (outcome) => outcome.includes('crash')),
    ],
    ['ended for their time', (some) => count(some, (outcome) => outcome.startsWith('took longer'))],
    ['ended for their memory', (some) => count(some, (outcome) => outcome.includes('of memory'))],
    [`slowest (target ≤ ${targets.seconds} s)`, (some) => worst(some, ({ seconds }) => seconds, 's')],
    [
      `most memory of the parsing process (target ≤ ${targets.mb} MB)`,
      (some) => worst(some, ({ childMb }) => childMb, 'MB'),
    ],
    ['above that', (some) => some.filter(({ childMb }) => childMb > targets.mb).length],
    ['most that the importing process grew by', (some) => worst(some, ({ ownMb }) => ownMb, 'MB')],
  ];
  const slow = costs.filter(({ seconds, childMb }) => seconds > 5 || childMb > targets.mb);
  return [
    '## Hostile files',
    '',
    '`node bench/hostile-files.ts`: each in a parsing process of its own that runs already, with the limits as they are set. The bombs are in',
    `\`bench/harness/bombs.ts\`; the real documents are public ones, many of them broken. ${machineNote()}.`,
    '',
    table(
      ['', ...kinds.map(([name]) => name)],
      rows.map(([name, of]) => [name, ...kinds.map(([, some]) => String(of(some)))]),
    ),
    '',
    table(
      ['slower than 5 s or above the memory', 's', 'MB', 'outcome'],
      slow.map(({ name, seconds, childMb, outcomes }) => [
        name,
        seconds.toFixed(1),
        childMb.toFixed(0),
        [...new Set(outcomes)].join('; '),
      ]),
    ),
  ].join('\n');
}
