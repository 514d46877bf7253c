/** Holm's correction for reading several p-values at once; it does not know which tests they come from. */
import { requireWithin } from './arguments.ts';

/**
 * Adjusted p-values in the order given: reject those ≤ α and the chance of any false rejection stays ≤ α, however the
 * tests depend on each other (Holm 1979, Scand. J. Stat. 6:65).
 * @throws RangeError for a p-value outside 0 … 1.
 */
export function holm(pValues: readonly number[]): number[] {
  pValues.forEach((p, i) => {
    requireWithin(`pValues[${i}]`, p, 0, 1);
  });
  const ascending = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  ascending.forEach(({ p, index }, place) => {
    largest = Math.max(largest, Math.min(1, p * (pValues.length - place)));
    adjusted[index] = largest;
  });
  return adjusted;
}
