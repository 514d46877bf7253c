/** Runs a small program of the tests in a process of its own, so that it can be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DatabaseLocation } from '../connection.ts';

export interface RunningProgram {
  readonly child: ChildProcess;
  /** What it has printed so far, by line. */
  readonly lines: readonly string[];
  /** Resolves once `isEnough` holds for the printed lines, or the program has ended. */
  until(isEnough: (lines: readonly string[]) => boolean): Promise<void>;
  /** Exit code, `null` when a signal ended it. */
  readonly ended: Promise<number | null>;
}

export const asUrlOrFolder = (location: DatabaseLocation) =>
  'url' in location ? location.url : location.stateFolder;

export const fromUrlOrFolder = (text: string): DatabaseLocation =>
  text.startsWith('postgresql:') ? { url: text } : { stateFolder: text };

/** `name` is a file in `testing/programs`. */
export function runProgram(name: string, ...args: readonly string[]): RunningProgram {
  const program = fileURLToPath(new URL(`./programs/${name}`, import.meta.url));
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const listeners = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const listener of listeners) listener();
  });
  return {
    child,
    lines,
    ended,
    async until(isEnough) {
      const enough = new Promise<void>((resolve) => {
        const check = () => isEnough(lines) && resolve();
        listeners.add(check);
        check();
      });
      await Promise.race([enough, ended]);
    },
  };
}
