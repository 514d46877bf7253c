/** Where the bytes of cases come from: a file under a root folder. Does not know formats. */
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { FulcrumError } from '../domain/errors.ts';

export interface CaseSource {
  /** As the user wrote it; named in messages. */
  readonly name: string;
  /** The bytes from the start; may be called again. */
  open(): AsyncIterable<Uint8Array>;
  /**
   * A file named inside this one, relative to its folder. Throws `CASES_FILE_MISSING`, or `CASES_FILE_OUTSIDE` when its real path lies
   * outside the folder tree of this source.
   */
  resolve(reference: string): Promise<CaseSource>;
}

/**
 * A file on disk; `name` is read relative to `folder`. References inside it stay within the tree of its own folder. Throws
 * `CASES_FILE_MISSING` when there is no such file.
 */
export async function fileSource(name: string, folder: string): Promise<CaseSource> {
  const path = await existingFile(resolve(folder, name), name);
  return sourceAt(path, name, dirname(path));
}

function sourceAt(path: string, name: string, root: string): CaseSource {
  return {
    name,
    open: () => createReadStream(path, { highWaterMark: 256 * 1024 }),
    async resolve(reference) {
      const target = await existingFile(resolve(dirname(path), reference), reference);
      const inside = relative(root, target);
      if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
        throw new FulcrumError('CASES_FILE_OUTSIDE', { file: name, reference, folder: basename(root) });
      }
      return sourceAt(target, inside, root);
    },
  };
}

/** The real path, links followed. */
async function existingFile(path: string, name: string): Promise<string> {
  try {
    const real = await realpath(path);
    if ((await stat(real)).isFile()) return real;
  } catch {
    // reported below, whatever the reason
  }
  throw new FulcrumError('CASES_FILE_MISSING', { file: name });
}

/** Cases held in memory, e.g. written in a config file or a test. References inside them find nothing. */
export function memorySource(name: string, content: string | Uint8Array): CaseSource {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  return {
    name,
    async *open() {
      yield bytes;
    },
    async resolve(reference) {
      throw new FulcrumError('CASES_FILE_MISSING', { file: reference });
    },
  };
}
