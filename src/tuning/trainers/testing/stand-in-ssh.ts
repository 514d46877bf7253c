/** A program in the place of ssh: it runs the command on this machine, in a home folder of its own. Trains as the other machine would. */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface StandInSsh {
  readonly program: string;
  /** The home folder of the other machine. */
  readonly home: string;
  /** The words each call was made with. */
  calls(): Promise<readonly string[]>;
  /** As a cable that is pulled: calls say what they said so far, and end as ssh does. */
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

export async function standInSsh(): Promise<StandInSsh> {
  const folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-ssh-'));
  const [home, calls, cable, program] = ['home', 'calls', 'unplugged', 'ssh'].map((n) =>
    path.join(folder, n),
  );
  await mkdir(home as string);
  await writeFile(
    program as string,
    `#!/bin/sh
for last; do :; done
{ printf '%s ' "$@" | tr '\\n' ' '; echo; } >>${quoted(calls as string)}
cd ${quoted(home as string)}
export HOME="$PWD"
if [ -f ${quoted(cable as string)} ]; then
  sh -c "$last" 2>/dev/null | head -c 30
  echo 'Connection to it was lost' >&2
  exit 255
fi
exec sh -c "$last"
`,
  );
  await chmod(program as string, 0o755);
  return {
    program: program as string,
    home: home as string,
    calls: async () => (await readFile(calls as string, 'utf8')).trim().split('\n'),
    unplug: () => writeFile(cable as string, ''),
    plugIn: () => rm(cable as string),
  };
}

/** Every path below a folder. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  return readdir(folder, { recursive: true });
}
