/** The trainer as a child process: an argv array, events out, lines in, one end. Knows no run folder's contents. */
import { spawn } from 'node:child_process';
import { FulcrumError } from '../../domain/errors.ts';
import { EventReader } from './event-reader.ts';
import type { TrainingOptions } from './trainer.ts';
import type { TrainerEnvironment } from './trainer-environment.ts';
import type { EventOf } from './training-event.ts';
import { requireFinished } from './training-outcome.ts';

/** What Python, torch and CUDA need; no keys. */
const passedOn =
  /^(PATH|HOME|USER|LOGNAME|USERPROFILE|LOCALAPPDATA|APPDATA|SystemRoot|SystemDrive|TMPDIR|TEMP|TMP|LANG|LC_ALL|TZ|LD_LIBRARY_PATH|OMP_NUM_THREADS|MKL_NUM_THREADS|CUDA_\w+|NVIDIA_\w+|PYTORCH_\w+)$/i;

const keptOfErrors = 4000;

export interface ProgramOptions extends TrainingOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Whether a soft stop can be answered by a pause; without one there is nothing to keep, and the process is ended. */
  readonly pauses?: boolean;
  /** From a cancellation until the process is ended; default 10 s, which a forward pass may take. */
  readonly graceMs?: number;
}

/** Resolves once it has finished; throws as `requireFinished` does, or `TRAINER_NOT_SET_UP` where there is no such Python. */
export async function runTrainerProgram(
  { python, packageFolder }: TrainerEnvironment,
  args: readonly string[],
  { signal, onEvent, env = process.env, pauses = false, graceMs = 10_000 }: ProgramOptions,
): Promise<void> {
  signal.soft.throwIfAborted();
  signal.hard.throwIfAborted();
  // -P: a file of the user's own folder must not stand in for a library.
  const child = spawn(python, ['-P', '-m', 'fulcrum_trainer', ...args], {
    env: childEnvironment(env, packageFolder),
    windowsHide: true,
  });
  // It may have ended by itself by the time it is told to.
  child.stdin.on('error', () => {});
  const say = (type: string) => child.stdin.write(`${JSON.stringify({ type })}\n`);
  let grace: NodeJS.Timeout | undefined;
  const onHard = () => {
    say('cancel');
    grace ??= setTimeout(() => child.kill('SIGKILL'), pauses ? graceMs : 0);
  };
  const onSoft = pauses ? () => say('pause') : onHard;
  signal.soft.addEventListener('abort', onSoft, { once: true });
  signal.hard.addEventListener('abort', onHard, { once: true });

  let error: EventOf<'error'> | undefined;
  let thrown: { readonly error: unknown } | undefined;
  let said = '';
  const reader = new EventReader((event) => {
    if (event.event === 'error') error = event;
    else onEvent?.(event);
  });
  child.stdout.on('data', (piece: Buffer) => {
    if (thrown !== undefined) return;
    try {
      reader.push(piece);
    } catch (caught) {
      thrown = { error: caught };
      child.kill('SIGKILL');
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-keptOfErrors);
  });
  try {
    const [status, killedBy] = await new Promise<[number | null, string | null]>((resolve, reject) => {
      child.once('close', (...end) => resolve(end));
      child.once('error', reject);
    });
    if (thrown !== undefined) throw thrown.error;
    const isStopped = status !== 0 && !pauses && signal.soft.aborted;
    if (isStopped) throw signal.soft.reason;
    requireFinished(
      { ...(status !== null && { status }), ...(killedBy !== null && { signal: killedBy }), error, said },
      signal,
    );
  } catch (caught) {
    const isMissing = (caught as NodeJS.ErrnoException).syscall?.startsWith('spawn') ?? false;
    if (!isMissing) throw caught;
    const problem = `${python} cannot be started (${(caught as NodeJS.ErrnoException).code})`;
    throw new FulcrumError('TRAINER_NOT_SET_UP', { problem }, { cause: caught });
  } finally {
    clearTimeout(grace);
    signal.soft.removeEventListener('abort', onSoft);
    signal.hard.removeEventListener('abort', onHard);
  }
}

function childEnvironment(env: NodeJS.ProcessEnv, packageFolder: string): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => passedOn.test(name)));
  // The package may lie where nothing can be written.
  return {
    ...kept,
    PYTHONPATH: packageFolder,
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUTF8: '1',
    PYTHONNOUSERSITE: '1',
  };
}
