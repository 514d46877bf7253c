/** Ids of runs: the kind, the second they began, and enough chance to tell two apart. */
import { randomBytes } from 'node:crypto';

/** E.g. `climb-20261121-081500-3fa2`. */
export function newId(kind: string, now: Date): string {
  const time = now
    .toISOString()
    .replace(/[-:]|\..*/g, '')
    .replace('T', '-');
  return `${kind}-${time}-${randomBytes(2).toString('hex')}`;
}
