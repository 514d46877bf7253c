/** Another machine, reached by ssh: runs a script that is part of this program there. Knows no training. */
import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FulcrumError } from '../../../domain/errors.ts';

export interface RemoteCall {
  /** Words that the script reads from its standard input, a line each. They never become part of a command. */
  readonly words?: readonly string[];
  /** What follows them there. */
  readonly input?: Readable;
  /** Its standard output in pieces. What it throws ends the call. */
  readonly onOutput?: (piece: Buffer) => void;
  readonly signal: AbortSignal;
}

export interface RemoteHost {
  readonly name: string;
  /** The exit status of `script`. Throws `REMOTE_UNREACHABLE`, or the reason of the signal. */
  run(script: string, call: RemoteCall): Promise<{ readonly status: number; readonly said: string }>;
}

const options = {
  // Nobody is there to type a password, and a host nobody has seen is not trusted.
  BatchMode: 'yes',
  StrictHostKeyChecking: 'yes',
  ConnectTimeout: '15',
  ServerAliveInterval: '15',
  ServerAliveCountMax: '4',
};
/** Of ssh itself: it could not connect, or lost the connection. */
const unreachable = 255;
const keptOfErrors = 4000;

/** `program`: what is called as ssh is. */
export function sshHost(host: string, program = 'ssh'): RemoteHost {
  const given = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return {
    name: host,
    async run(script, { words = [], input, onOutput, signal }) {
      signal.throwIfAborted();
      if (script.includes("'") || words.some((word) => word.includes('\n')))
        throw new Error('scripts hold no quote and words no line break');
      // A login shell of any kind understands this much.
      const child = spawn(program, [...given, '-T', '--', host, `exec sh -c '${script}'`], {
        env: passedOn(process.env),
        windowsHide: true,
      });
      const onAbort = () => child.kill('SIGTERM');
      signal.addEventListener('abort', onAbort, { once: true });
      let said = '';
      let thrown: { readonly error: unknown } | undefined;
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-keptOfErrors);
      });
      child.stdout.on('data', (piece: Buffer) => {
        if (thrown !== undefined) return;
        try {
          onOutput?.(piece);
        } catch (error) {
          thrown = { error };
          child.kill('SIGTERM');
        }
      });
      try {
        const closed = new Promise<number | null>((resolve, reject) => {
          child.once('close', resolve);
          child.once('error', reject);
        });
        child.stdin.on('error', () => {});
        child.stdin.write(words.map((word) => `${word}\n`).join(''));
        const sent = pipeline(input ?? Readable.from([]), child.stdin).catch((error: Error) => error);
        const [status] = await Promise.all([closed, sent]);
        signal.throwIfAborted();
        if (thrown !== undefined) throw thrown.error;
        if (status === null || status === unreachable)
          throw new Error(said.trim() || 'the connection was lost');
        return { status, said };
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof FulcrumError) throw error;
        if (thrown !== undefined) throw error;
        throw new FulcrumError(
          'REMOTE_UNREACHABLE',
          { host, reason: (error as Error).message },
          { cause: error },
        );
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}

function passedOn(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names =
    /^(PATH|HOME|USER|LOGNAME|USERPROFILE|SystemRoot|TMPDIR|TEMP|TMP|LANG|LC_\w+|SSH_\w+|KRB5\w+)$/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => names.test(name)));
}
