/** The one step that makes the environment: what it says, and how it fails. It is not made anew here. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { setUpEnvironment } from './set-up-environment.ts';
import { environment, needsTrainer } from './testing/tiny-run.ts';

const env = { PATH: process.env.PATH };

test('what goes wrong is told in its own words', async () => {
  const folder = path.join(await mkdtemp(path.join(tmpdir(), 'fulcrum-setup-')), 'environment');
  const options = { signal: new AbortController().signal, onLine: () => {} };
  await expect(
    setUpEnvironment(folder, { ...options, env: { ...env, FULCRUM_TORCH: 'rocm' } }),
  ).rejects.toMatchObject({
    code: 'TRAINER_SETUP_FAILED',
    message: expect.stringContaining("FULCRUM_TORCH is 'rocm'; it may be cpu or cuda"),
  });
  const missing = setUpEnvironment(folder, { ...options, env: { PATH: '/nowhere' } });
  await expect(missing).rejects.toMatchObject({ code: 'TRAINER_SETUP_FAILED' });
});

test.skipIf(environment === undefined)(`one that is there is left as it is${needsTrainer}`, async () => {
  const folder = path.resolve(environment?.python ?? '', '../..');
  const lines: string[] = [];
  const options = { env, signal: new AbortController().signal, onLine: (line: string) => lines.push(line) };
  await setUpEnvironment(folder, options);
  expect(lines).toEqual([`The trainer's environment is ready: ${folder}`]);
});
