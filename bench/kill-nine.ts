/**
 * Kills a climbing command line with SIGKILL at 20 random points, with 30 % faults, on both databases, and holds the ledger against the bill
 * that the mock provider keeps in a process of its own. `node bench/kill-nine.ts [kills] [seed]` writes its part of docs/benchmarks.md.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { createRandom } from '../src/measure/stats/random.ts';
import type { DatabaseLocation } from '../src/store/connection.ts';
import { noServerReason, startPostgres } from '../src/store/testing/start-postgres.ts';
import { describeMachine } from '../src/workbench/describe-machine.ts';
import { faultRate, type KillNineFigures, killNine } from '../src/workbench/testing/kill-nine.ts';
import { writeBenchmark } from './write-benchmark.ts';

const kills = Number(process.argv[2] ?? 20);
const seed = process.argv[3] ?? '1';
const concurrency = 8;
/** Reserving runs half the concurrency ahead of the calls, and a call is open until its answer is journalled. */
const mostOpen = concurrency * 1.5;
const cases = { train: 100, dev: 400, sealed: 400 };

const home = mkdtempSync(path.join(tmpdir(), 'fulcrum-kill-nine-'));
try {
  const [killedFolder, otherFolder] = ['killed', 'uninterrupted'].map((name) => {
    const stateFolder = path.join(home, name);
    mkdirSync(stateFolder);
    return { stateFolder };
  }) as [DatabaseLocation, DatabaseLocation];
  const results: [string, KillNineFigures][] = [
    ['embedded', await measure('embedded', killedFolder, otherFolder)],
  ];
  const noServer = noServerReason();
  if (noServer === undefined) {
    const url = await startPostgres(home, process.pid);
    const [killed, uninterrupted] = [
      await newDatabase(url, 'killed'),
      await newDatabase(url, 'uninterrupted'),
    ];
    results.push(['server', await measure('server', killed, uninterrupted)]);
  } else console.log(noServer);
  const markdown = describe(results);
  console.log(`\n${markdown}`);
  writeBenchmark('kill-nine', markdown);
} finally {
  rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

function measure(
  name: string,
  killed: DatabaseLocation,
  uninterrupted: DatabaseLocation,
): Promise<KillNineFigures> {
  const { next: random } = createRandom(`${seed} ${name}`);
  const say = (line: string) => console.log(`${name}: ${line}`);
  return killNine({ killed, uninterrupted, kills, cases, concurrency, random, say });
}

async function newDatabase(server: string, name: string): Promise<DatabaseLocation> {
  const client = new pg.Client(server);
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return { url: server.replace('/postgres?', `/${name}?`) };
}

function describe(results: readonly [string, KillNineFigures][]): string {
  const rows: readonly (readonly [string, (figures: KillNineFigures) => unknown])[] = [
    ['kills (of those, the database server too)', (f) => `${f.kills} (${f.serverKills})`],
    ['acknowledged attempts at the last kill', (f) => f.acknowledged],
    ['of these lost or changed (target 0)', (f) => f.lost],
    ['of these bought again (target 0)', (f) => f.boughtAgain],
    ['billed calls', (f) => f.billedCalls],
    ['billed calls that the ledger lacks or has as unbilled (target 0)', (f) => f.notBooked],
    ['settled calls', (f) => f.settledCalls],
    ['their tokens by ledger and by bill (target: equal)', (f) => `${f.ledgerTokens} and ${f.billTokens}`],
    ['calls open at a kill, all booked as unknown', (f) => `${f.unknownByKill} (${f.wronglyClosed} are not)`],
    [`most open at one kill (≤ ${mostOpen})`, (f) => f.mostOpenAtKill],
    ['of these billed, so paid for twice', (f) => f.mostBilledAtKill],
    ['calls left open at the end (target 0)', (f) => f.leftOpen],
    ['last report equals that of an uninterrupted climb', (f) => (f.isSameReport ? 'yes' : 'NO')],
  ];
  const { cpu, cores, loadAverage, node, platform } = describeMachine();
  return [
    '## Killed at random points',
    '',
    `\`node bench/kill-nine.ts ${kills} ${seed}\`: a climb of ${cases.dev} dev and ${cases.sealed} sealed cases, concurrency ${concurrency}, on a mock service in its own`,
    `process that answers ${faultRate * 100} % of the calls with a fault (429, 500, 503, resets before and after the work, cut bodies, HTML, errors with`,
    `status 200). The command line is killed with SIGKILL, a quarter of the times while it starts, run again, and at the end once to completion.`,
    `Machine: ${cpu}, ${cores} cores, Node ${node}, ${platform}, load average ${loadAverage} at the end.`,
    '',
    `| | ${results.map(([name]) => name).join(' | ')} |`,
    `|---|${results.map(() => '---:').join('|')}|`,
    ...rows.map(([label, figure]) => `| ${label} | ${results.map(([, f]) => figure(f)).join(' | ')} |`),
  ].join('\n');
}
