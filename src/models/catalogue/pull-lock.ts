/**
 * One process pulls a model at a time: an exclusive file with host, pid and start time of its owner, taken over only from a dead owner.
 * Should two processes still work at once, in the instant of a take-over, no harm is done: files are verified before they get their name.
 */
import { link, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';

interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Start time in the platform's own unit, so that a reused pid is not taken for the owner; absent where it cannot be read. */
  readonly started?: string;
}

/** The lock, or the living owner it belongs to. Dispose to release. */
export async function tryPullLock(path: string): Promise<AsyncDisposable | { readonly ownerPid: number }> {
  const started = await startTime(process.pid);
  const own: Owner = { host: hostname(), pid: process.pid, ...(started === undefined ? {} : { started }) };
  const candidate = `${path}.${own.pid}.${crypto.randomUUID()}`;
  await writeFile(candidate, JSON.stringify(own));
  try {
    if (!(await linked(candidate, path))) {
      const owner = await readOwner(path);
      if (owner !== undefined && (await isAlive(owner))) return { ownerPid: owner.pid };
      await rm(path, { force: true });
      if (!(await linked(candidate, path))) return { ownerPid: (await readOwner(path))?.pid ?? 0 };
    }
    return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
  } finally {
    await unlink(candidate);
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readOwner(path: string): Promise<Owner | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Owner);
}

/** An owner on another machine (a shared home folder) counts as alive: we cannot tell. */
async function isAlive(owner: Owner): Promise<boolean> {
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const started = await startTime(owner.pid);
  return owner.started === undefined || started === undefined || owner.started === started;
}

/** Field 22 of `/proc/<pid>/stat`: clock ticks after boot. `undefined` on other platforms. */
async function startTime(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}
