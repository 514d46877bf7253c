/** Whether a folder of documents lies below an access list that would not hold for it. Reads no list. */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { FulcrumError } from '../../domain/errors.ts';
import { accessFile } from './folder-config.ts';

/** Throws `ACCESS_LIST_ABOVE`: what is denied by that list would be open here. Call it before anything is made for the folder. */
export function refuseListAbove(folder: string): void {
  let below = realpathSync(folder);
  for (let above = path.dirname(below); above !== below; above = path.dirname(below)) {
    const file = path.join(above, accessFile);
    if (existsSync(file)) throw new FulcrumError('ACCESS_LIST_ABOVE', { root: folder, file });
    below = above;
  }
}
