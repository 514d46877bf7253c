/** An interval for a mean when every value seen was the same, where variance-based intervals have nothing to say. */
import { requireCount, requireFraction, requireWithin } from './arguments.ts';
import type { Interval } from './interval.ts';

/**
 * Interval for the mean of values within `range`, of which all `n` seen equalled `value` (two stacks that answered
 * every case alike: value 0, range −1 … 1). With confidence 1 − α/2 on each side at most 1 − (α/2)^(1/n) of the cases
 * differ at all, the exact form of the rule of three (Hanley & Lippman-Hand 1983, JAMA 249:1743), and none differs by
 * more than the way to the end of the range. Wide by intention: it assumes the worst of what was not seen.
 * @returns undefined when n = 0.
 * @throws RangeError when value lies outside the range or n is not a count.
 */
export function constantMeanInterval(
  value: number,
  n: number,
  range: Interval,
  confidence = 0.95,
): Interval | undefined {
  requireCount('n', n);
  requireWithin('value', value, range.low, range.high);
  requireFraction('confidence', confidence);
  if (n === 0) {
    return undefined;
  }
  const mostUnseen = -Math.expm1(Math.log((1 - confidence) / 2) / n);
  return {
    low: value - mostUnseen * (value - range.low),
    high: value + mostUnseen * (range.high - value),
  };
}
