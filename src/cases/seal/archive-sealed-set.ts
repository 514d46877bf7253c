/** Puts the sealed set aside so that the next import draws another. Does not draw it. */
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { readSealedSet, type SealedSet, sealedSetFile } from './sealed-set.ts';

/**
 * Renames `sealed-set.json` to `sealed-set.<first 8 digits of its hash>.json`; `undefined` when there is none. The next import seals cases
 * that were in no archived set, as far as there are enough.
 */
export async function archiveSealedSet(folder: string): Promise<SealedSet | undefined> {
  const current = await readSealedSet(folder);
  if (current === undefined) return undefined;
  await rename(join(folder, sealedSetFile), join(folder, `sealed-set.${current.hash.slice(0, 8)}.json`));
  return current;
}
