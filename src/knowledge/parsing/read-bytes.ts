/** The whole bytes of one file on disk, which must be a regular file and lie where it is said to. Does not know what they mean. */
import { constants } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { megabytes } from './document-builder.ts';
import { ParseProblem } from './parse-problem.ts';

/**
 * A pipe or device is opened without waiting for it, and refused. With `root`, the real path of a folder, a file that turns out to lie
 * outside of it, or to have been exchanged meanwhile, is refused as well. Throws `ParseProblem`, and what the system says.
 */
export async function readBytes(file: string, mostBytes: number, root?: string): Promise<Uint8Array> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const opened = await handle.stat();
    if (!opened.isFile()) throw new ParseProblem('is not a regular file');
    if (root !== undefined) {
      // Looked up once the file is open: what the name leads to now and what was opened must be one and the same.
      const real = await realpath(file);
      const there = await stat(real);
      if (!isWithin(real, root) || there.ino !== opened.ino || there.dev !== opened.dev)
        throw new ParseProblem('lies outside the folder of documents');
    }
    if (opened.size > mostBytes) throw new ParseProblem(`is larger than ${megabytes(mostBytes)} MB`);
    return await readUpTo(handle, opened.size, mostBytes);
  } finally {
    await handle.close();
  }
}

/** Both are real paths. */
export function isWithin(file: string, root: string): boolean {
  return file.startsWith(root.endsWith(path.sep) ? root : root + path.sep);
}

/** A file may grow while it is read. */
async function readUpTo(handle: FileHandle, size: number, mostBytes: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafe(Math.min(size, mostBytes) + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
    if (bytesRead === 0) return buffer.subarray(0, length);
    length += bytesRead;
  }
  throw new ParseProblem('grew while it was read');
}
