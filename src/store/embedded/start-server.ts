/** Finds the running embedded server of a state folder, or starts it. Knows nothing of the protocol it speaks. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { getCompileCacheDir } from 'node:module';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { FulcrumError } from '../../domain/errors.ts';
import { programFile } from '../../domain/program-file.ts';
import { ensureFreeSpace, openingReserveMb } from '../free-space.ts';
import { type Endpoint, livingClaims } from './database-lock.ts';

/** A first start takes 3–6 s on two busy cores, a predecessor's end below one. */
const startTimeoutMs = 60_000;
const pollMs = 15;
const environmentNames = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'TZ'];

/**
 * V8 counts what a WASM function executes and then optimises it, by default after 13 MB of code. For the engine's SQL parser, one function
 * of 100 KB, that takes half a second and 600 MB. Parsed statements are kept (`statement-cache.ts`), so with this budget the parser is
 * left as it is, while what runs for every row is still optimised.
 */
const serverFlags = ['--wasm-tiering-budget=2000000000'];

/** No model keys, no options of the parent's Node; of its settings only where it keeps compiled code. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const compileCache = getCompileCacheDir();
  return {
    ...Object.fromEntries(
      environmentNames.flatMap((name) =>
        process.env[name] === undefined ? [] : [[name, process.env[name]]],
      ),
    ),
    ...(compileCache !== undefined && { NODE_COMPILE_CACHE: dirname(compileCache) }),
  };
}

/** The exit code of the started child, once it has ended. */
interface Child {
  exitCode?: number | null;
}

function startChild(stateFolder: string, logFile: string): Child {
  const program = fileURLToPath(programFile('store/embedded/server'));
  const log = openSync(logFile, 'a', 0o600);
  // A session of its own: Ctrl-C in the terminal must not end it in the middle of a write.
  const child = spawn(process.execPath, [...serverFlags, program, stateFolder], {
    detached: true,
    stdio: ['ignore', log, log],
    env: serverEnvironment(),
    windowsHide: true,
  });
  closeSync(log);
  const state: Child = {};
  child.on('exit', (code) => {
    state.exitCode = code;
  });
  child.on('error', () => {
    state.exitCode = 1;
  });
  child.unref();
  return state;
}

function lastLines(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
  } catch {
    return 'its log is empty';
  }
}

const searches = new Map<string, Promise<Endpoint>>();

/**
 * The endpoint of the one server of this state folder, started when there is none; callers at the same time share one search. Throws
 * `DISK_FULL`, `DATABASE_LOCKED` (another host claims the folder) or `DATABASE_START_FAILED`.
 */
export function ensureServer(stateFolder: string): Promise<Endpoint> {
  const underWay = searches.get(stateFolder);
  if (underWay !== undefined) return underWay;
  const search = findOrStart(stateFolder).finally(() => searches.delete(stateFolder));
  searches.set(stateFolder, search);
  return search;
}

function makeStateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new FulcrumError('FOLDER_UNWRITABLE', { folder, problem: (cause as Error).message }, { cause });
  }
}

async function findOrStart(stateFolder: string): Promise<Endpoint> {
  makeStateFolder(stateFolder);
  const logFile = join(stateFolder, 'db.log');
  const deadline = performance.now() + startTimeoutMs;
  let child: Child | undefined;
  while (performance.now() < deadline) {
    const claims = livingClaims(stateFolder);
    const endpoint = claims.find((claim) => claim.endpoint !== undefined)?.endpoint;
    if (endpoint !== undefined) return endpoint;
    const foreign = claims.find((claim) => claim.process.host !== hostname());
    if (foreign !== undefined) {
      const { host, pid } = foreign.process;
      throw new FulcrumError('DATABASE_LOCKED', { folder: stateFolder, pid, host, file: foreign.file });
    }
    if (child?.exitCode !== undefined && child.exitCode !== 0)
      throw new FulcrumError('DATABASE_START_FAILED', {
        folder: stateFolder,
        problem: lastLines(logFile),
        log: logFile,
      });
    // A child that lost the race ended with 0; should the winner be gone as well, try again.
    if (claims.length === 0 && (child === undefined || child.exitCode === 0)) {
      ensureFreeSpace(stateFolder, openingReserveMb);
      child = startChild(stateFolder, logFile);
    }
    await sleep(pollMs);
  }
  throw new FulcrumError('DATABASE_START_FAILED', {
    folder: stateFolder,
    problem: `no answer within ${startTimeoutMs / 1000} s`,
    log: logFile,
  });
}
