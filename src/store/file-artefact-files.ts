/** Files of artefacts, kept beside the artefacts under the hash of their bytes. Knows nothing of what they hold. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ArtefactFiles } from '../domain/artefact.ts';
import { FulcrumError } from '../domain/errors.ts';

/** In `<stateFolder>/artefacts`; a file is there whole or not at all. */
export function fileArtefactFiles(stateFolder: string): ArtefactFiles {
  const folder = join(stateFolder, 'artefacts');
  const pathOf = (sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError(`"${sha256}" is not a content hash`);
    return join(folder, `${sha256}.bin`);
  };
  return {
    async put(path) {
      await mkdir(folder, { recursive: true });
      const temporary = join(folder, `${randomUUID()}.tmp`);
      try {
        await copyFile(path, temporary);
        // Of the copy: the file that was given may change meanwhile.
        const sha256 = await sha256Of(temporary);
        await using handle = await open(temporary, 'r+');
        await handle.sync();
        const { size: bytes } = await handle.stat();
        await rename(temporary, pathOf(sha256));
        return { sha256, bytes };
      } catch (error) {
        await rm(temporary, { force: true });
        if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
          throw new FulcrumError('DISK_FULL', { where: folder, problem: 'no space left' }, { cause: error });
        throw error;
      }
    },
    async open({ sha256 }) {
      const path = pathOf(sha256);
      const found = await sha256Of(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        throw new FulcrumError('ARTEFACT_MISSING', { kind: 'file', hash: sha256, folder });
      });
      if (found !== sha256) throw new FulcrumError('ARTEFACT_CORRUPT', { kind: 'file', hash: sha256 });
      return path;
    },
  };
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
