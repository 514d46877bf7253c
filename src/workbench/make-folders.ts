/** Makes a folder and what is missing above it. Knows nothing of what goes into it. */
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { FulcrumError } from '../domain/errors.ts';

/**
 * Step by step: asked for all at once, Node never comes back where the system says of a folder that is there that it is not (`/proc`).
 * Throws `FOLDER_UNWRITABLE`.
 */
export async function makeFolders(folder: string): Promise<void> {
  const missing: string[] = [];
  let at = path.resolve(folder);
  while (!(await exists(at)) && at !== path.dirname(at)) {
    missing.unshift(at);
    at = path.dirname(at);
  }
  for (const one of missing) {
    await mkdir(one).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EEXIST')
        throw new FulcrumError('FOLDER_UNWRITABLE', { folder: one, problem: cause.message }, { cause });
    });
  }
}

async function exists(folder: string): Promise<boolean> {
  try {
    await stat(folder);
    return true;
  } catch {
    return false;
  }
}
