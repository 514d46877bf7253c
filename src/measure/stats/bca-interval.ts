/** The BCa interval from finished bootstrap replicates; it does not know the data or the statistic they come from. */
import { normalCdf, normalQuantile } from './distributions/normal.ts';
import type { Interval } from './interval.ts';

/**
 * Bias-corrected and accelerated bootstrap interval (Efron 1987, JASA 82:171). Replicates equal to the estimate count
 * half in the bias correction, and percentiles interpolate linearly, both as SciPy does.
 * @param sorted bootstrap replicates in ascending order
 * @param estimate the statistic of the data themselves
 * @param acceleration from the jackknife, see `jackknifeAcceleration`
 * @returns undefined when every replicate lies on one side of the estimate or the skew is too strong to correct.
 */
export function bcaInterval(
  sorted: Float64Array,
  estimate: number,
  acceleration: number,
  confidence: number,
): Interval | undefined {
  const below = (countBelow(sorted, estimate) + countUpTo(sorted, estimate)) / (2 * sorted.length);
  if (!(below > 0 && below < 1)) {
    return undefined;
  }
  const bias = normalQuantile(below);
  const z = normalQuantile((1 - confidence) / 2);
  const shrinkLow = 1 - acceleration * (bias + z);
  const shrinkHigh = 1 - acceleration * (bias - z);
  if (shrinkLow <= 0 || shrinkHigh <= 0) {
    return undefined;
  }
  return {
    low: percentile(sorted, normalCdf(bias + (bias + z) / shrinkLow)),
    high: percentile(sorted, normalCdf(bias + (bias - z) / shrinkHigh)),
  };
}

/**
 * Acceleration from leave-one-out values of the statistic (Efron & Tibshirani 1993, eq. 14.15).
 * @returns undefined when they are all equal.
 */
export function jackknifeAcceleration(leaveOneOut: Float64Array): number | undefined {
  let mean = 0;
  for (const value of leaveOneOut) {
    mean += value / leaveOneOut.length;
  }
  let squares = 0;
  let cubes = 0;
  let largest = 0;
  for (const value of leaveOneOut) {
    const influence = mean - value;
    squares += influence * influence;
    cubes += influence * influence * influence;
    largest = Math.max(largest, Math.abs(influence));
  }
  // Below a few units in the last place the influences are rounding noise, not spread.
  return largest <= Math.abs(mean) * 1e-14 ? undefined : cubes / (6 * squares ** 1.5);
}

function percentile(sorted: Float64Array, probability: number): number {
  const position = probability * (sorted.length - 1);
  const index = Math.floor(position);
  const here = sorted[index] as number;
  const next = sorted[Math.min(index + 1, sorted.length - 1)] as number;
  return here + (position - index) * (next - here);
}

function countBelow(sorted: Float64Array, value: number): number {
  return partitionPoint(sorted, (entry) => entry < value);
}

function countUpTo(sorted: Float64Array, value: number): number {
  return partitionPoint(sorted, (entry) => entry <= value);
}

function partitionPoint(sorted: Float64Array, holds: (entry: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle] as number)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
