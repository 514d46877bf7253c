/** Newcombe's interval for the difference of two proportions from different cases; paired ones need `newcombePaired`. */
import type { Interval } from './interval.ts';
import { wilson } from './wilson.ts';

/**
 * Hybrid score interval for successes1 ÷ n1 − successes2 ÷ n2 (Newcombe 1998, Stat. Med. 17:873, method 10): the
 * distances to the ends of two Wilson intervals, squared and added.
 * @returns undefined when either n is 0.
 * @throws RangeError as `wilson` does.
 */
export function newcombe(
  successes1: number,
  n1: number,
  successes2: number,
  n2: number,
  confidence = 0.95,
): Interval | undefined {
  const first = wilson(successes1, n1, confidence);
  const second = wilson(successes2, n2, confidence);
  if (first === undefined || second === undefined) {
    return undefined;
  }
  const p1 = successes1 / n1;
  const p2 = successes2 / n2;
  return {
    low: p1 - p2 - Math.hypot(p1 - first.low, second.high - p2),
    high: p1 - p2 + Math.hypot(first.high - p1, p2 - second.low),
  };
}
