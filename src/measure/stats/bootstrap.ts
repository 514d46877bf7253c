/** Bootstrap intervals of a mean, case by case or group by group; it does not know what was measured. */
import { requireCount, requireFinite, requireFraction, requireSameLength } from './arguments.ts';
import { bcaInterval, jackknifeAcceleration } from './bca-interval.ts';
import type { Interval } from './interval.ts';
import { createRandom } from './random.ts';

export interface BootstrapOptions {
  /** The same seed and data give the same interval on every platform. */
  readonly seed: string | number;
  /** Default 2,000; the ends then wobble by a few per cent of the width from seed to seed. */
  readonly resamples?: number;
  /** Default 0.95. */
  readonly confidence?: number;
}

export interface BootstrapMean {
  /** Cases in all. */
  readonly n: number;
  /** Undefined only without any case. */
  readonly estimate: number | undefined;
  /**
   * Undefined when there are fewer than two cases (or groups) or all are equal: resampling equal values shows no
   * spread, and an interval of width zero would claim certainty. For bounded values see `constantMeanInterval`.
   */
  readonly interval: Interval | undefined;
}

/**
 * Mean of `values` — for a paired comparison, the differences by case — with its BCa interval (Efron 1987).
 * Time O(n · resamples), memory O(n + resamples).
 * @throws RangeError for a value that is not finite, resamples < 100 or a confidence outside (0, 1).
 */
export function bootstrapMean(values: ArrayLike<number>, options: BootstrapOptions): BootstrapMean {
  requireFinite('values', values);
  return resample(Float64Array.from(values), new Float64Array(values.length).fill(1), options);
}

/**
 * The same for cases in groups that may go together (turns of one conversation, tickets of one customer): whole groups
 * are resampled, and the mean is the sum over drawn cases ÷ their number (Davison & Hinkley 1997, §3.8).
 * @param groups the group of each value, same order
 */
export function bootstrapClusteredMean(
  values: ArrayLike<number>,
  groups: readonly (string | number)[],
  options: BootstrapOptions,
): BootstrapMean {
  requireFinite('values', values);
  requireSameLength('values', values, 'groups', groups);
  const indexOf = new Map<string | number, number>();
  for (const group of groups) {
    if (!indexOf.has(group)) {
      indexOf.set(group, indexOf.size);
    }
  }
  const sums = new Float64Array(indexOf.size);
  const sizes = new Float64Array(indexOf.size);
  groups.forEach((group, i) => {
    const index = indexOf.get(group) as number;
    sums[index] = (sums[index] as number) + (values[i] as number);
    sizes[index] = (sizes[index] as number) + 1;
  });
  return resample(sums, sizes, options);
}

/** Resamples units of `sums[i]` over `sizes[i]` cases; the statistic is the ratio of the totals. */
function resample(sums: Float64Array, sizes: Float64Array, options: BootstrapOptions): BootstrapMean {
  const { seed, resamples = 2000, confidence = 0.95 } = options;
  requireCount('resamples', resamples, 100);
  requireFraction('confidence', confidence);
  const units = sums.length;
  const sum = total(sums);
  const n = total(sizes);
  if (units < 2) {
    return { n, estimate: n === 0 ? undefined : sum / n, interval: undefined };
  }
  const estimate = sum / n;
  const leaveOneOut = sums.map((unitSum, i) => (sum - unitSum) / (n - (sizes[i] as number)));
  const acceleration = jackknifeAcceleration(leaveOneOut);
  if (acceleration === undefined) {
    return { n, estimate, interval: undefined };
  }
  const replicates = new Float64Array(resamples);
  const random = createRandom(seed);
  for (let b = 0; b < resamples; b += 1) {
    let drawnSum = 0;
    let drawnSize = 0;
    for (let draw = 0; draw < units; draw += 1) {
      const unit = random.int(units);
      drawnSum += sums[unit] as number;
      drawnSize += sizes[unit] as number;
    }
    replicates[b] = drawnSum / drawnSize;
  }
  return { n, estimate, interval: bcaInterval(replicates.sort(), estimate, acceleration, confidence) };
}

function total(values: Float64Array): number {
  let sum = 0;
  for (const value of values) {
    sum += value;
  }
  return sum;
}
