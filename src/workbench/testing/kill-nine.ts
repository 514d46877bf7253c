/**
 * Kills climbing command lines with SIGKILL at random points, lets others go on, and holds the spending ledger against the bill that the
 * mock provider kept in a process of its own. Judges nothing; the figures say what happened.
 */
import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFulcrum } from '../../cli/testing/run-fulcrum.ts';
import { type Ladder, ladderSchema } from '../../domain/ladder.ts';
import type { CallState } from '../../domain/ports/ledger.ts';
import { type DatabaseLocation, openDatabase } from '../../store/connection.ts';
import { livingClaims } from '../../store/embedded/database-lock.ts';
import type { MockFault } from '../../testing/mock-faults.ts';
import type { BilledCall } from '../../testing/mock-provider.ts';
import { startMockProvider } from '../../testing/start-mock-provider.ts';
import { comparableLadder } from './comparable-ladder.ts';
import { mockLabels, type TaskFolderOptions, taskFolder } from './task-folder.ts';

export interface KillNineOptions {
  /** Of the climb that is killed. */
  readonly killed: DatabaseLocation;
  /** Of the climb that is left alone, without faults. */
  readonly uninterrupted: DatabaseLocation;
  readonly kills: number;
  readonly cases: NonNullable<TaskFolderOptions['cases']>;
  /** Calls in flight at most. */
  readonly concurrency: number;
  /** Draws the kill points, in [0, 1). */
  readonly random: () => number;
  readonly say: (line: string) => void;
}

export interface KillNineFigures {
  readonly kills: number;
  /** Kills that took the embedded database server along. */
  readonly serverKills: number;
  /** Runs of the command line, killed ones included. */
  readonly runs: number;
  /** Final attempts stored when a kill struck, the most of any kill. */
  readonly acknowledged: number;
  /** Of those, gone or other than they were at the end. */
  readonly lost: number;
  /** Of those, with a call made after the kill that they survived. */
  readonly boughtAgain: number;
  readonly billedCalls: number;
  /** Billed calls that the ledger has not, or has as not billed. */
  readonly notBooked: number;
  /** Calls still booked as open at the end. */
  readonly leftOpen: number;
  readonly settledCalls: number;
  /** Settled calls that the bill has not. */
  readonly settledUnbilled: number;
  readonly ledgerTokens: number;
  /** Of the same calls, by the bill. */
  readonly billTokens: number;
  /** Calls booked as unknown because they were open at a kill. */
  readonly unknownByKill: number;
  /** Most open calls at one kill, and most of those that had been billed. */
  readonly mostOpenAtKill: number;
  readonly mostBilledAtKill: number;
  /** Open calls at a kill that are booked as anything but unknown at the end. */
  readonly wronglyClosed: number;
  /** The last report equals that of the uninterrupted climb. */
  readonly isSameReport: boolean;
}

/** What may be tried again; `quota`, `401` and the like end a run, wrong usage leaves the counts unknown. */
const faults: readonly MockFault[] = [
  '429',
  '500',
  '503',
  'reset',
  'reset-after',
  'cut-json',
  'cut-utf8',
  'html',
  'error-after-200',
];
export const faultRate = 0.3;

interface Snapshot {
  /** By attempt key: when it began, and the ids of the calls that were made for it. */
  readonly attempts: ReadonlyMap<string, { readonly text: string; readonly calls: ReadonlySet<string> }>;
  readonly calls: readonly LedgerCall[];
}

interface LedgerCall {
  readonly call_id: string;
  readonly attempt_key: string;
  readonly state: CallState;
  readonly tokens: string | null;
}

export async function killNine(options: KillNineOptions): Promise<KillNineFigures> {
  const { killed, kills, cases, concurrency, random, say } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-bill-'));
  const billFile = path.join(folder, 'bill.jsonl');
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rm(folder, { recursive: true, force: true }));
  const mock = cleanup.use(
    await startMockProvider({ answers: mockLabels, billFile, faultRate, faults, delayMs: 5 }),
  );
  const task = cleanup.use(await taskFolder(taskOptions(mock.baseURL, killed, cases)));
  const start = (...more: string[]) =>
    startFulcrum(
      ['climb', task.path, '--json', '-j', String(concurrency), ...databaseFlag(killed), ...more],
      {
        cwd: folder,
        timeoutMs: 180_000,
      },
    );

  const snapshots: Snapshot[] = [];
  let serverKills = 0;
  const callsPerKill = (1.3 * (cases.dev + cases.sealed)) / kills;
  for (let kill = 0; kill < kills; kill++) {
    const before = sizeOf(billFile);
    // Every fourth kill strikes while it starts, the others after some more calls were billed.
    const starting = random() < 0.25;
    const grown = starting ? Number.POSITIVE_INFINITY : random() * callsPerKill * bytesPerCall;
    const deadline = performance.now() + (starting ? 100 + random() * 1_500 : 60_000);
    const { child, ended } = start(...(kill % 2 === 1 && snapshots.some(isBegun) ? ['--resume'] : []));
    while (sizeOf(billFile) - before < grown && performance.now() < deadline && child.exitCode === null)
      await sleep(3);
    child.kill('SIGKILL');
    const run = await ended;
    if (run.signal !== 'SIGKILL') throw new Error(`it ended before kill ${kill + 1}:\n${run.stderr}`);
    if ('stateFolder' in killed && random() < 0.5) {
      for (const claim of livingClaims(killed.stateFolder)) process.kill(claim.process.pid, 'SIGKILL');
      serverKills++;
    }
    // A server may not have read yet what the dead process sent last.
    await sleep(300);
    const snapshot = await takeSnapshot(killed);
    snapshots.push(snapshot);
    say(
      `kill ${kill + 1}: ${snapshot.attempts.size} attempts, ${openIn(snapshot).length} calls open${starting ? ', while starting' : ''}`,
    );
  }

  let runs = kills;
  let ladder: Ladder;
  do {
    // What failed five times in a row is tried again by one more climb.
    const run = await start().ended;
    runs++;
    if (run.code !== 0 || runs > kills + 5)
      throw new Error(`climb ${runs} ended with ${run.code}:\n${run.stderr}`);
    ladder = ladderSchema.parse(JSON.parse(run.stdout));
  } while (ladder.rungs.some((r) => r.dev.failed + (r.sealed?.failed ?? 0) > 0));
  const end = await takeSnapshot(killed);
  return {
    kills,
    serverKills,
    runs,
    ...againstSnapshots(snapshots, end),
    ...againstBill(end, await mock.billed()),
    mostBilledAtKill: mostBilled(snapshots, await mock.billed()),
    isSameReport: await isSameReport(ladder, options),
  };
}

/** Of a line of the mock's bill, about. */
const bytesPerCall = 120;

function taskOptions(
  baseURL: string,
  location: DatabaseLocation,
  cases: KillNineOptions['cases'],
): TaskFolderOptions {
  return {
    baseURL,
    model: 'kill-nine',
    cases,
    config: { name: 'kill-nine' },
    ...('stateFolder' in location && { stateFolder: location.stateFolder }),
  };
}

const databaseFlag = (location: DatabaseLocation) => ('url' in location ? ['--database', location.url] : []);

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

async function takeSnapshot(location: DatabaseLocation): Promise<Snapshot> {
  await using database = await openDatabase(location);
  const calls = await database.pool.query<LedgerCall>(
    'select call_id, attempt_key, state, input_tokens + output_tokens as tokens from fulcrum.calls',
  );
  const attempts = await database.pool.query<{ key: string; text: string }>(
    `select key, started_at::text || outcome::text as text from fulcrum.attempts where is_final`,
  );
  const byAttempt = Map.groupBy(calls.rows, (call) => call.attempt_key);
  return {
    calls: calls.rows,
    attempts: new Map(
      attempts.rows.map(({ key, text }) => [
        key,
        { text, calls: new Set(byAttempt.get(key)?.map((call) => call.call_id)) },
      ]),
    ),
  };
}

const openIn = ({ calls }: Snapshot) => calls.filter((call) => call.state === 'intended');
const isBegun = ({ calls }: Snapshot) => calls.length > 0;

function againstSnapshots(snapshots: readonly Snapshot[], end: Snapshot) {
  let lost = 0;
  let boughtAgain = 0;
  for (const [key, then] of snapshots.flatMap(({ attempts }) => [...attempts])) {
    const now = end.attempts.get(key);
    if (now?.text !== then.text) lost++;
    if (now !== undefined && now.calls.size > then.calls.size) boughtAgain++;
  }
  const stateAtEnd = new Map(end.calls.map((call) => [call.call_id, call.state]));
  const open = new Set(snapshots.flatMap((snapshot) => openIn(snapshot).map((call) => call.call_id)));
  return {
    acknowledged: Math.max(...snapshots.map(({ attempts }) => attempts.size)),
    lost,
    boughtAgain,
    unknownByKill: open.size,
    wronglyClosed: [...open].filter((id) => stateAtEnd.get(id) !== 'unknown').length,
    mostOpenAtKill: Math.max(...snapshots.map((snapshot) => openIn(snapshot).length)),
  };
}

function againstBill({ calls }: Snapshot, bill: readonly BilledCall[]) {
  const billed = new Map(bill.map((call) => [call.callId, call.inputTokens + call.outputTokens]));
  const booked = new Map(calls.map((call) => [call.call_id, call.state]));
  const settled = calls.filter((call) => call.state === 'settled');
  const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
  return {
    billedCalls: bill.length,
    notBooked: bill.filter(({ callId }) => (booked.get(callId) ?? 'failed') === 'failed').length,
    leftOpen: calls.filter((call) => call.state === 'intended').length,
    settledCalls: settled.length,
    settledUnbilled: settled.filter((call) => !billed.has(call.call_id)).length,
    ledgerTokens: sum(settled.map((call) => Number(call.tokens))),
    billTokens: sum(settled.map((call) => billed.get(call.call_id) ?? 0)),
  };
}

function mostBilled(snapshots: readonly Snapshot[], bill: readonly BilledCall[]): number {
  const billed = new Set(bill.map((call) => call.callId));
  return Math.max(...snapshots.map((s) => openIn(s).filter((call) => billed.has(call.call_id)).length));
}

/** Against a climb of the same task that nothing disturbed. */
async function isSameReport(ladder: Ladder, { uninterrupted, cases }: KillNineOptions): Promise<boolean> {
  await using mock = await startMockProvider({ answers: mockLabels });
  await using task = await taskFolder(taskOptions(mock.baseURL, uninterrupted, cases));
  const args = ['climb', task.path, '--json', ...databaseFlag(uninterrupted)];
  const { stdout, stderr, code } = await startFulcrum(args, { cwd: tmpdir() }).ended;
  if (code !== 0) throw new Error(`the uninterrupted climb ended with ${code}:\n${stderr}`);
  const other = ladderSchema.parse(JSON.parse(stdout));
  return JSON.stringify(comparableLadder(ladder)) === JSON.stringify(comparableLadder(other));
}
