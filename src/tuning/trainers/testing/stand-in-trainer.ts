/** A program in the place of Python that speaks as the trainer does, or as it should not. Trains nothing. */
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TrainerEnvironment } from '../trainer-environment.ts';

const prelude = `#!/usr/bin/env node
const say = (event) => process.stdout.write(JSON.stringify(event) + '\\n');
const fail = (code, status) => {
  say({ event: 'error', code, message: 'what of ' + code, advice: 'do this', status });
  process.exitCode = status;
};
const onLine = (take) => {
  process.stdin.setEncoding('utf8').on('data', (text) => text.split('\\n').filter(Boolean).forEach((l) => take(JSON.parse(l))));
};
`;

/** `body`: what it does, in JavaScript, with `say`, `fail` and `onLine`. */
export async function standInTrainer(body: string): Promise<TrainerEnvironment> {
  const folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-stand-in-'));
  const python = path.join(folder, 'python.cjs');
  await writeFile(python, prelude + body);
  await chmod(python, 0o755);
  return { python, packageFolder: folder };
}
