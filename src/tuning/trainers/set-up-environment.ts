/** Makes the trainer's Python environment in one step: runs `trainer/setup.sh`, which knows how. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { FulcrumError } from '../../domain/errors.ts';
import { trainerFolder } from './trainer-environment.ts';

export interface SetUpOptions {
  /** Package managers find their settings in it. FULCRUM_TORCH and FULCRUM_PYTHON say what is to be installed. */
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** What it says meanwhile, line by line. */
  readonly onLine: (line: string) => void;
}

const keptOfErrors = 2000;

/** Does nothing where the folder holds it already. Throws `TRAINER_SETUP_FAILED`, or the reason of the signal. */
export async function setUpEnvironment(folder: string, { env, signal, onLine }: SetUpOptions): Promise<void> {
  signal.throwIfAborted();
  const child = spawn('sh', [path.join(trainerFolder, 'setup.sh'), folder], { env, windowsHide: true });
  const onAbort = () => child.kill('SIGTERM');
  signal.addEventListener('abort', onAbort, { once: true });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-keptOfErrors);
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) if (line.trim() !== '') onLine(line.trim());
  });
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('close', resolve);
      child.once('error', reject);
    });
    signal.throwIfAborted();
    if (status !== 0) throw new Error(said.trim() || `status ${status}`);
  } catch (error) {
    signal.throwIfAborted();
    throw new FulcrumError('TRAINER_SETUP_FAILED', { reason: (error as Error).message }, { cause: error });
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
