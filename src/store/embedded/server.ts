/**
 * The program of the embedded database: owns `<stateFolder>/db`, serves it until its last client has gone, and then ends. Started by
 * `start-server.ts` with the state folder as its argument; knows nothing of Fulcrum's tables.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { programFile } from '../../domain/program-file.ts';
import { freeSpaceMb, writingReserveMb } from '../free-space.ts';
import { acquireDatabaseLock, type HeldLock } from './database-lock.ts';
import { wantedExtensions } from './extensions.ts';
import { makeSocketFolder } from './socket-folder.ts';
import type { WatchdogData } from './watchdog.ts';
import { WireServer } from './wire-server.ts';

/** How long the server waits for another client before it ends: long enough that a following command finds it warm. */
const graceMs = 1_500;
/** How long the server waits for its first client. */
const firstClientMs = 10_000;
/** How stale the knowledge of free disk space may be. */
const freeSpaceAgeMs = 200;
const socketName = '.s.PGSQL.5432';
/** The engine holds its buffers in memory from the start, and has one session. */
const settings = ['shared_buffers=32MB', 'max_connections=8', 'plan_cache_mode=force_generic_plan'];

const stateFolder = process.argv[2];
if (stateFolder === undefined) throw new Error('the state folder is missing');

const acquired = await acquireDatabaseLock(stateFolder);
if ('lock' in acquired) await serve(stateFolder, acquired.lock);

/** The longest single statement indexes 100,000 vectors: 4 minutes, or several times that on a busy machine. */
function startWatchdog(dataFolder: string): void {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const data: WatchdogData = { beats, dataFolder, fullDiskSilenceMs: 5_000, maxSilenceMs: 20 * 60_000 };
  new Worker(programFile('store/embedded/watchdog'), { workerData: data }).unref();
  setInterval(() => Atomics.add(beats, 0, 1), 500).unref();
}

/** A check before each statement that costs a system call a few times a second. */
function diskGuard(dataFolder: string): () => string | undefined {
  let checkedAt = Number.NEGATIVE_INFINITY;
  let problem: string | undefined;
  return () => {
    const now = performance.now();
    if (now - checkedAt < freeSpaceAgeMs) return problem;
    checkedAt = now;
    const freeMb = freeSpaceMb(dataFolder);
    problem =
      freeMb < writingReserveMb
        ? `${freeMb} MB free in ${dataFolder}, ${writingReserveMb} MB needed`
        : undefined;
    return problem;
  };
}

async function serve(stateFolder: string, lock: HeldLock): Promise<void> {
  const dataFolder = join(stateFolder, 'db');
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  startWatchdog(dataFolder);
  const wanted = await wantedExtensions(dataFolder);
  const db = await PGlite.create(dataFolder, {
    startParams: [
      ...PGlite.defaultStartParams,
      ...[...settings, ...wanted.settings].flatMap((s) => ['-c', s]),
    ],
    extensions: wanted.extensions,
  });
  const { rows } = await db.query<{ server_version: string }>('show server_version');
  const socketFolder = process.platform === 'win32' ? undefined : makeSocketFolder(dataFolder);

  let ending = false;
  const end = async (exitCode: number) => {
    if (ending) return;
    ending = true;
    lock.retract();
    server.stop();
    if (socketFolder !== undefined) rmSync(join(socketFolder, socketName), { force: true });
    await db.close();
    if (socketFolder !== undefined) rmdirSync(socketFolder);
    lock.release();
    process.exit(exitCode);
  };

  let leaving: NodeJS.Timeout | undefined;
  const leaveAfter = (ms: number) => {
    leaving = setTimeout(() => void end(0), ms);
  };
  const token = randomBytes(24).toString('hex');
  const server = new WireServer({
    db,
    token,
    version: rows[0]?.server_version ?? '',
    refuse: diskGuard(dataFolder),
    idleInTransactionMs: 60_000,
    onClientCount: (count) => {
      clearTimeout(leaving);
      if (count === 0) leaveAfter(graceMs);
    },
    // Nothing is written any more; the next start recovers what was committed.
    onEngineFailure: (error) => {
      console.error(error);
      process.kill(process.pid, 'SIGKILL');
    },
  });
  process.on('SIGTERM', () => void end(0));
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});

  if (socketFolder !== undefined) rmSync(join(socketFolder, socketName), { force: true });
  const port = await server.listen(socketFolder && join(socketFolder, socketName));
  leaveAfter(firstClientMs);
  lock.publish({ host: socketFolder ?? '127.0.0.1', port: port ?? 5432, token });
}
