/** Which Python trains: the one named, else the first environment that is whole and of this version. */
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { findTrainerEnvironment, trainerFolder } from './trainer-environment.ts';

let requirements: string;
beforeAll(async () => {
  requirements = await readFile(path.join(trainerFolder, 'requirements.txt'), 'utf8');
});

async function environment(stamp: string | undefined): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-environment-'));
  await mkdir(path.join(folder, 'bin'));
  await writeFile(path.join(folder, 'bin/python'), '');
  if (stamp !== undefined) await writeFile(path.join(folder, '.fulcrum-trainer'), stamp);
  return folder;
}

test('the one named is taken as it is', async () => {
  const found = await findTrainerEnvironment({ FULCRUM_TRAINER_PYTHON: '/opt/python' }, []);
  expect(found).toEqual({ python: '/opt/python', packageFolder: trainerFolder });
});

test('a half-made one and one of another version are passed over and named', async () => {
  const halfMade = await environment(undefined);
  const older = await environment('torch 2.12.0 cpu\npeft==0.20.0\n');
  const whole = await environment(`torch 2.13.0 cuda\n${requirements}`);
  const found = await findTrainerEnvironment({}, [halfMade, older, whole]);
  expect(found.python).toBe(path.join(whole, 'bin/python'));
  const missing = findTrainerEnvironment({}, [halfMade, older]);
  await expect(missing).rejects.toMatchObject({
    code: 'TRAINER_NOT_SET_UP',
    message: expect.stringMatching(`${halfMade} is not there, or not whole; ${older} is of another version`),
    advice: expect.stringContaining('fulcrum adapters setup'),
  });
});
