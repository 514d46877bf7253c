/** Names a process so that another can tell whether it still lives: by host, boot, process id and start time. Knows nothing of locks. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface ProcessIdentity {
  readonly host: string;
  /** Boot id and process-id namespace on Linux, else empty: process ids of different scopes cannot be compared. */
  readonly scope: string;
  readonly pid: number;
  /** When it started, as the system tells it (clock ticks since boot on Linux); empty where it does not. */
  readonly startTime: string;
}

/** `elsewhere`: on another host or in another container, where its process id tells us nothing. */
export type Liveness = 'alive' | 'dead' | 'elsewhere';

/** Start time of a running process; `undefined` when there is none (a zombie counts as none). */
function startTimeOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    let stat: string;
    try {
      stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    } catch {
      return undefined;
    }
    // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const state = fields[0];
    return state === 'Z' || state === 'X' ? undefined : fields[19];
  }
  if (process.platform === 'win32') {
    try {
      process.kill(pid, 0);
      return '';
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM' ? '' : undefined;
    }
  }
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}

function currentScope(): string {
  if (process.platform !== 'linux') return '';
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${bootId} ${readlinkSync('/proc/self/ns/pid')}`;
}

let current: ProcessIdentity | undefined;

/** The identity of this process. */
export function currentProcess(): ProcessIdentity {
  current ??= {
    host: hostname(),
    scope: currentScope(),
    pid: process.pid,
    startTime: startTimeOf(process.pid) ?? '',
  };
  return current;
}

/** Whether the process of that identity still lives, as far as can be told from here. */
export function livenessOf(identity: ProcessIdentity): Liveness {
  const here = currentProcess();
  if (identity.host !== here.host || identity.scope !== here.scope) return 'elsewhere';
  return startTimeOf(identity.pid) === identity.startTime ? 'alive' : 'dead';
}

/** One line for a database column or a file. */
export function formatIdentity({ host, scope, pid, startTime }: ProcessIdentity): string {
  return JSON.stringify([host, scope, pid, startTime]);
}

/** Reads what `formatIdentity` wrote. */
export function parseIdentity(text: string): ProcessIdentity {
  const [host, scope, pid, startTime] = JSON.parse(text) as [string, string, number, string];
  return { host, scope, pid, startTime };
}
