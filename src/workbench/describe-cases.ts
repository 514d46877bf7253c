/** Says in one line what a climb measures on: the cases of each split and who has seen the sealed ones. */
import { readSealedSetLog } from '../cases/seal/sealed-set-log.ts';
import type { Task } from './task.ts';

/** E.g. `715 train, 130 dev, 380 sealed cases; sealed set 3fa21b09: 2 looks so far`. */
export async function describeCases({ cases, folder }: Task): Promise<string> {
  const { counts, sealedHash } = cases;
  const split = `${counts.train} train, ${counts.dev} dev, ${counts.sealed} sealed cases`;
  if (sealedHash === undefined) return `${split}; no case is sealed`;
  const looks = (await readSealedSetLog(folder)).filter((look) => look.sealedHash === sealedHash).length;
  const seen = looks === 0 ? 'not looked at yet' : `${looks} ${looks === 1 ? 'look' : 'looks'} so far`;
  return `${split}; sealed set ${sealedHash.slice(0, 8)}: ${seen}`;
}
