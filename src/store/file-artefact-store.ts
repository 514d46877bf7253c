/** Artefacts as files named by kind and content hash. Knows nothing of what they mean. */

import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtefactRef, ArtefactStore } from '../domain/artefact.ts';
import { canonicalJson, contentHash } from '../domain/content-hash.ts';
import { FulcrumError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';

/** Kind and hash become a file name, so neither may hold anything that means something in a path. */
function fileName({ kind, hash }: ArtefactRef): string {
  if (!/^[a-z0-9-]{1,64}$/.test(kind)) throw new TypeError(`"${kind}" cannot be the kind of an artefact`);
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new TypeError(`"${hash}" is not a content hash`);
  return `${kind}-${hash}.json`;
}

async function syncFolder(folder: string): Promise<void> {
  // Windows can neither open nor sync a folder.
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}

/** Keeps artefacts in `<stateFolder>/artefacts`; a file is there whole or not at all, also after a power cut. */
export function fileArtefactStore(stateFolder: string): ArtefactStore {
  const folder = join(stateFolder, 'artefacts');

  async function write(file: string, text: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    const temporary = `${file}.${randomUUID()}.tmp`;
    try {
      {
        await using handle = await open(temporary, 'wx');
        await handle.writeFile(text);
        await handle.sync();
      }
      await rename(temporary, file);
      await syncFolder(folder);
    } catch (error) {
      await rm(temporary, { force: true });
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
        throw new FulcrumError('DISK_FULL', { where: folder, problem: 'no space left' }, { cause: error });
      throw error;
    }
  }

  async function read(ref: ArtefactRef): Promise<Json> {
    const { kind, hash } = ref;
    let text: string;
    try {
      text = await readFile(join(folder, fileName(ref)), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      throw new FulcrumError('ARTEFACT_MISSING', { kind, hash, folder });
    }
    let body: Json;
    try {
      body = JSON.parse(text) as Json;
    } catch (error) {
      throw new FulcrumError('ARTEFACT_CORRUPT', { kind, hash }, { cause: error });
    }
    if (contentHash(body) !== hash) throw new FulcrumError('ARTEFACT_CORRUPT', { kind, hash });
    return body;
  }

  return {
    async put(kind, body) {
      const ref = { kind, hash: contentHash(body) };
      // Written even when it is there: that file may be damaged.
      await write(join(folder, fileName(ref)), canonicalJson(body));
      return ref;
    },
    get: read,
  };
}
