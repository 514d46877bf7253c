/** Runs a program to its end and says how long it took and how much memory its process tree held. Knows no program. */
import { spawn } from 'node:child_process';
import { processTree, residentMb } from './process-tree.ts';

export interface TimedProcess {
  /** From the start of the process to its end. */
  readonly seconds: number;
  /** Highest sum over the process and its descendants, sampled. */
  readonly peakMb: number;
  readonly exitCode: number | null;
  /** Stdout and stderr together. */
  readonly output: string;
}

export interface TimedProcessOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly timeoutMs: number;
}

const sampleMs = 100;

/** Throws when the program does not end in time; it is killed then. */
export async function timedProcess(
  command: string,
  argv: readonly string[],
  { timeoutMs, ...options }: TimedProcessOptions,
): Promise<TimedProcess> {
  const start = performance.now();
  const child = spawn(command, argv, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${command} cannot be started`);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  let peakMb = 0;
  const sampling = setInterval(() => {
    peakMb = Math.max(
      peakMb,
      processTree(pid).reduce((sum, one) => sum + residentMb(one), 0),
    );
  }, sampleMs);
  const limit = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  let endedAt = 0;
  child.on('exit', () => {
    endedAt = performance.now();
  });
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(sampling);
  clearTimeout(limit);
  if (child.signalCode !== null)
    throw new Error(`${command} was ended by ${child.signalCode}:\n${output.slice(-2000)}`);
  return { seconds: (endedAt - start) / 1000, peakMb, exitCode, output };
}
