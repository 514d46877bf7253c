import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeAtomically } from './write-atomically.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-write-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('keeps what was there when what is to be written fails half way', async () => {
  const file = path.join(folder, 'data.jsonl');
  await writeAtomically(file, 'old\n');
  const failing = async function* () {
    yield 'new\n';
    throw new Error('no more');
  };
  await expect(writeAtomically(file, failing())).rejects.toThrow('no more');
  expect(await readFile(file, 'utf8')).toBe('old\n');
  expect(await readdir(folder)).toEqual(['data.jsonl']);
});

it('writes a text piece by piece', async () => {
  const file = path.join(folder, 'pieces.txt');
  await writeAtomically(
    file,
    (async function* () {
      yield 'one\n';
      yield 'two é\n';
    })(),
  );
  expect(await readFile(file, 'utf8')).toBe('one\ntwo é\n');
});
