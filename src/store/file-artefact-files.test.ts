/** Files of artefacts: what is put is found again, and what was changed since is refused. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileArtefactFiles } from './file-artefact-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-files-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a file is found by the hash of its bytes, and refused once they are others', async () => {
  const files = fileArtefactFiles(folder);
  const source = path.join(folder, 'adapter.gguf');
  await writeFile(source, 'weights');
  const file = await files.put(source);
  expect(file).toEqual({ sha256: createHash('sha256').update('weights').digest('hex'), bytes: 7 });
  await rm(source);
  const kept = await files.open(file);
  expect(await readFile(kept, 'utf8')).toBe('weights');
  await writeFile(kept, 'weightz');
  await expect(files.open(file)).rejects.toMatchObject({ code: 'ARTEFACT_CORRUPT' });
  await rm(kept);
  await expect(files.open(file)).rejects.toMatchObject({ code: 'ARTEFACT_MISSING' });
  await expect(files.put(source)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await readdir(path.join(folder, 'artefacts'))).toEqual([]);
});
