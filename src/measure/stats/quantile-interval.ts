/** A sample quantile with its order-statistic interval; made for latencies, but it knows only numbers. */
import { requireFinite, requireFraction } from './arguments.ts';
import { binomialCdf } from './distributions/binomial.ts';

export interface QuantileInterval {
  readonly n: number;
  /** The smallest value with at least `probability` of the sample at or below it. */
  readonly estimate: number;
  /** Undefined when n is too small to bound the quantile from below at this confidence. */
  readonly low: number | undefined;
  /** Undefined when n is too small to bound it from above: a p95 needs 72 values at 95 %. */
  readonly high: number | undefined;
}

/**
 * Quantile at `probability` (0.5, 0.95 …) with the distribution-free interval between two order statistics, at most
 * (1 − confidence) ÷ 2 of error on each side (Conover 1999, §3.2; Hahn & Meeker 1991, §5.2).
 * @returns undefined for no values.
 * @throws RangeError for a value that is not finite, or a probability or confidence outside (0, 1).
 */
export function quantileInterval(
  values: ArrayLike<number>,
  probability: number,
  confidence = 0.95,
): QuantileInterval | undefined {
  requireFinite('values', values);
  requireFraction('probability', probability);
  requireFraction('confidence', confidence);
  const n = values.length;
  if (n === 0) {
    return undefined;
  }
  const sorted = Float64Array.from(values).sort();
  const error = (1 - confidence) / 2;
  // The i-th smallest value exceeds the true quantile with probability P(X < i), X ~ Binomial(n, probability).
  const lowRank = firstRank(n, (rank) => binomialCdf(rank - 1, n, probability) > error) - 1;
  const highRank = firstRank(n, (rank) => binomialCdf(rank - 1, n, probability) >= 1 - error);
  // A hair below n·p, so that 0.95 × 20 is rank 19 whatever the rounding of the product.
  const rank = Math.min(n, Math.max(1, Math.ceil(n * probability - 1e-9)));
  return {
    n,
    estimate: sorted[rank - 1] as number,
    low: sorted[lowRank - 1],
    high: sorted[highRank - 1],
  };
}

/** Smallest rank in 1 … n for which the monotone `holds` is true, n + 1 if none. */
function firstRank(n: number, holds: (rank: number) => boolean): number {
  let low = 1;
  let high = n + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
