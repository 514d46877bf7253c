/** `fulcrum seal`: says what is sealed, or puts the sealed set aside and draws another. Buys nothing. */
import { archiveSealedSet } from '../cases/seal/archive-sealed-set.ts';
import type { SealedLook } from '../cases/seal/sealed-set-log.ts';
import { readSealedSetLog } from '../cases/seal/sealed-set-log.ts';
import type { Workbench } from './open-workbench.ts';
import { openTask } from './task.ts';

export interface SealState {
  readonly sealedHash?: string;
  readonly cases: number;
  readonly looks: readonly SealedLook[];
  /** Hash of the set that was put aside. */
  readonly archived?: string;
}

export async function seal(workbench: Workbench, anew: boolean): Promise<SealState> {
  const { folder } = workbench.loaded;
  const archived = anew ? await archiveSealedSet(folder) : undefined;
  const { cases } = await openTask(workbench);
  const log = await readSealedSetLog(folder);
  return {
    cases: cases.counts.sealed,
    looks: log.filter((look) => look.sealedHash === cases.sealedHash),
    ...(cases.sealedHash !== undefined && { sealedHash: cases.sealedHash }),
    ...(archived && { archived: archived.hash }),
  };
}
