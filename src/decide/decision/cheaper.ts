/** Orders rungs by what an answer costs. Unknown costs come last, because nothing can be shown to be cheaper by them. */
import type { Known } from '../../domain/ladder.ts';

export function byCost(a: Known<number>, b: Known<number>): number {
  const known = (k: Known<number>) => ('value' in k ? k.value : Number.POSITIVE_INFINITY);
  const [x, y] = [known(a), known(b)];
  return x === y ? 0 : x - y;
}

/** True only when both are known and `a` is below `b`. */
export function isCheaper(a: Known<number>, b: Known<number>): boolean {
  return 'value' in a && 'value' in b && a.value < b.value;
}
