/** Refuses to start writing where the disk is nearly full, because the embedded engine does not survive it. Knows nothing of what is written. */
import { statfsSync } from 'node:fs';
import { FulcrumError } from '../domain/errors.ts';

const bytesPerMb = 1024 * 1024;

/** Free space that opening a database needs: a new one takes 45 MB, and its log grows in segments of 16 MB. */
export const openingReserveMb = 128;
/** Free space below which an open embedded database takes no more statements. */
export const writingReserveMb = 48;

/** Megabytes (2^20 bytes) that this user may still write in `folder`. */
export function freeSpaceMb(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return Math.floor((bavail * bsize) / bytesPerMb);
}

/** Throws `DISK_FULL` when fewer than `neededMb` megabytes are free. */
export function ensureFreeSpace(folder: string, neededMb: number): void {
  const freeMb = freeSpaceMb(folder);
  if (freeMb < neededMb)
    throw new FulcrumError('DISK_FULL', {
      where: folder,
      problem: `${freeMb} MB free, ${neededMb} MB needed`,
    });
}
