/** The Wilson score interval of one proportion; it does not know what a success is. */
import { requireWithin } from './arguments.ts';
import { criticalZ } from './distributions/normal.ts';
import type { Interval } from './interval.ts';

/**
 * Interval for successes ÷ n, both ends within 0 … 1 (Wilson 1927, JASA 22:209; Newcombe 1998, Stat. Med. 17:857,
 * method 3). Counts may be fractional, so that an effective sample size can be passed.
 * @returns undefined when n = 0: nothing was seen.
 * @throws RangeError for NaN, negative counts, successes > n or a confidence outside (0, 1).
 */
export function wilson(successes: number, n: number, confidence = 0.95): Interval | undefined {
  requireWithin('n', n, 0, Number.MAX_SAFE_INTEGER);
  requireWithin('successes', successes, 0, n);
  const z = criticalZ(confidence);
  if (n === 0) {
    return undefined;
  }
  const proportion = successes / n;
  const shrink = 1 + (z * z) / n;
  const centre = (proportion + (z * z) / (2 * n)) / shrink;
  const half = (z / shrink) * Math.sqrt((proportion * (1 - proportion)) / n + (z * z) / (4 * n * n));
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === n ? 1 : Math.min(1, centre + half),
  };
}
