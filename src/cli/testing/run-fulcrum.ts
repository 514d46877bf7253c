/** Runs the real command line in a process of its own, as a user would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface FulcrumRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningFulcrum {
  readonly child: ChildProcess;
  /** Resolves once stderr has matched; rejects when the process ends before. */
  said(pattern: RegExp): Promise<void>;
  readonly ended: Promise<FulcrumRun>;
}

export interface FulcrumOptions {
  /** Working folder. */
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends it by SIGKILL; default 60 seconds. */
  readonly timeoutMs?: number;
}

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

export function startFulcrum(args: readonly string[], options: FulcrumOptions): RunningFulcrum {
  const { FULCRUM_DATABASE: _, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
    cwd: options.cwd,
    env: { ...inherited, FULCRUM_PROGRAM: 'fulcrum', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeoutMs ?? 60_000,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  const heard = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const listener of heard) listener();
  });
  const ended = new Promise<FulcrumRun>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  );
  return {
    child,
    ended,
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const check = () => pattern.test(stderr) && resolve();
        heard.add(check);
        check();
        ended.then(() => reject(new Error(`ended without saying ${pattern}:\n${stderr}`)));
      }),
  };
}

export function runFulcrum(args: readonly string[], options: FulcrumOptions): Promise<FulcrumRun> {
  return startFulcrum(args, options).ended;
}
