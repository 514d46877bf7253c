import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFolders } from './make-folders.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'fulcrum-folders-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

it('makes what is missing, and leaves what is there', async () => {
  const folder = path.join(root, 'a', 'b', 'c');
  await makeFolders(folder);
  await makeFolders(folder);
  expect((await stat(folder)).isDirectory()).toBe(true);
});

it('says which folder cannot be made', async () => {
  await writeFile(path.join(root, 'file'), '');
  await expect(makeFolders(path.join(root, 'file', 'x', 'y'))).rejects.toMatchObject({
    code: 'FOLDER_UNWRITABLE',
    details: { folder: path.join(root, 'file', 'x') },
  });
});

it.skipIf(process.platform !== 'linux')(
  'comes back where the system denies a folder that is there',
  async () => {
    await expect(makeFolders('/proc/none/x')).rejects.toMatchObject({ code: 'FOLDER_UNWRITABLE' });
  },
);
