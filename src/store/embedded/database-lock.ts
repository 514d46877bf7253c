/**
 * Lets exactly one process own an embedded database, and tells the others where it listens. Knows nothing of the database itself.
 *
 * The lock is a folder beside the data folder with one claim file per process that wants it. A process writes its claim first and looks at
 * the others afterwards, so of two that start together at least one sees the other; whoever sees a living claim steps back. A claim ends
 * with its process, never by age, and no file is ever replaced by another process: there is no moment of takeover to lose.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  currentProcess,
  formatIdentity,
  livenessOf,
  type ProcessIdentity,
  parseIdentity,
} from '../process-identity.ts';

/** Where and how clients reach the owner: a Unix socket's folder, or a loopback host with its port. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly token: string;
}

export interface Claim {
  readonly file: string;
  readonly process: ProcessIdentity;
  /** `claiming`: may yet step back. `owning`: holds the lock. */
  readonly state: 'claiming' | 'owning';
  /** Set once the owner listens. */
  readonly endpoint?: Endpoint;
}

const folderOf = (stateFolder: string) => join(stateFolder, 'db.lock');

function write(claim: Claim): void {
  const body = { ...claim, file: undefined, process: formatIdentity(claim.process) };
  const temporary = `${claim.file}.tmp`;
  writeFileSync(temporary, JSON.stringify(body), { mode: 0o600 });
  renameSync(temporary, claim.file);
}

function read(file: string): Claim | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const body = JSON.parse(text) as Omit<Claim, 'file' | 'process'> & { process: string };
  return { ...body, file, process: parseIdentity(body.process) };
}

/** On the same host, another boot or container scope of a former boot is over; on another host nothing can be told. */
function isOver({ process: { host, scope }, process }: Claim): boolean {
  const liveness = livenessOf(process);
  if (liveness !== 'elsewhere') return liveness === 'dead';
  const bootOf = (text: string) => text.split(' ')[0];
  return host === hostname() && bootOf(scope) !== bootOf(currentProcess().scope);
}

/** The claims of processes that live, or may live on another host. Removes those that are over. */
export function livingClaims(stateFolder: string): Claim[] {
  const folder = folderOf(stateFolder);
  const claims: Claim[] = [];
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  for (const name of names.filter((n) => n.endsWith('.json'))) {
    const claim = read(join(folder, name));
    if (claim === undefined) continue;
    if (isOver(claim)) rmSync(claim.file, { force: true });
    else claims.push(claim);
  }
  return claims;
}

export interface HeldLock {
  /** Tells the others where to connect. */
  publish(endpoint: Endpoint): void;
  /** Takes the endpoint back: still the owner, but no longer to be connected to. */
  retract(): void;
  release(): void;
}

/** The lock, or the claim of the living process that owns it. */
export async function acquireDatabaseLock(
  stateFolder: string,
): Promise<{ lock: HeldLock } | { owner: Claim }> {
  const folder = folderOf(stateFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${process.pid}-${randomBytes(6).toString('hex')}.json`);
  const claim: Claim = { file, process: currentProcess(), state: 'claiming' };
  for (;;) {
    write(claim);
    const others = livingClaims(stateFolder).filter((other) => other.file !== file);
    if (others.length === 0) break;
    rmSync(file, { force: true });
    const owner = others.find((other) => other.state === 'owning');
    if (owner !== undefined) return { owner };
    // Everyone who saw a rival stepped back: of the next attempts, spread at random, one comes first.
    await sleep(1 + Math.random() * 40);
  }
  write({ ...claim, state: 'owning' });
  return {
    lock: {
      publish: (endpoint) => write({ ...claim, state: 'owning', endpoint }),
      retract: () => write({ ...claim, state: 'owning' }),
      release: () => rmSync(file, { force: true }),
    },
  };
}
