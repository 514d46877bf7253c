/** Reads what a process and all its descendants hold in memory. Linux only; knows nothing of the programs. */
import { readdirSync, readFileSync } from 'node:fs';

const pageBytes = 4096;

/** Resident megabytes (10^6 bytes) of one process; pages that two processes share count in each. 0 when it has gone. */
export function residentMb(pid: number): number {
  try {
    return (Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * pageBytes) / 1e6;
  } catch {
    return 0;
  }
}

/** The process and its descendants, detached ones too. */
export function processTree(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(processTree)];
}

/** A process has the children of each of its threads. */
function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}
