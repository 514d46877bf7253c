import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readBytes } from './read-bytes.ts';

it('reads a file below the root, and none that a name leads out to', async () => {
  const base = realpathSync(mkdtempSync(path.join(tmpdir(), 'bytes-')));
  try {
    const root = path.join(base, 'root');
    mkdirSync(root);
    mkdirSync(path.join(base, 'root-too'));
    writeFileSync(path.join(root, 'a.md'), 'alpha');
    writeFileSync(path.join(base, 'root-too/b.md'), 'secret');
    // As though it had been exchanged after the folder was listed.
    symlinkSync('../root-too/b.md', path.join(root, 'b.md'));
    symlinkSync('../root-too', path.join(root, 'c'));
    const read = (name: string) => readBytes(path.join(root, name), 100, root);
    expect(Buffer.from(await read('a.md')).toString()).toBe('alpha');
    for (const name of ['b.md', 'c/b.md', '../root-too/b.md'])
      await expect(read(name)).rejects.toThrow('lies outside the folder of documents');
    await expect(read('c')).rejects.toThrow('is not a regular file');
    await expect(readBytes(path.join(root, 'a.md'), 4, root)).rejects.toThrow('is larger than');
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
});
