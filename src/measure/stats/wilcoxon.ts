/** Wilcoxon's signed-rank test of paired differences; it gives a p-value and does not know what was measured. */
import { requireFinite } from './arguments.ts';
import { normalCdf } from './distributions/normal.ts';

const EXACT_UP_TO = 50;

export interface WilcoxonOptions {
  /** 'wilcox' drops zero differences before ranking (default), 'pratt' ranks them and then drops their ranks. */
  readonly zeros?: 'wilcox' | 'pratt';
  /** Half a rank of continuity correction in the normal approximation; default false. */
  readonly continuity?: boolean;
}

export interface Wilcoxon {
  /** Differences that were not zero. */
  readonly n: number;
  readonly positiveRankSum: number;
  readonly negativeRankSum: number;
  /** Two-sided. */
  readonly pValue: number;
  readonly method: 'exact' | 'normal';
}

/**
 * Two-sided test that differences are symmetric about 0 (Wilcoxon 1945; zeros: Pratt 1959, JASA 54:655). Up to 50
 * differences that are not zero, the exact distribution over all sign patterns, given the ranks (tied ones too);
 * beyond, a normal approximation with the variance of those very ranks, which is the usual tie and zero correction.
 * @returns undefined when every difference is zero.
 * @throws RangeError for a difference that is not finite.
 */
export function wilcoxon(
  differences: readonly number[],
  options: WilcoxonOptions = {},
): Wilcoxon | undefined {
  const { zeros = 'wilcox', continuity = false } = options;
  requireFinite('differences', differences);
  const ranked = zeros === 'wilcox' ? differences.filter((d) => d !== 0) : differences;
  const signedRanks = signedMidranks(ranked);
  if (signedRanks.length === 0) {
    return undefined;
  }
  let positiveRankSum = 0;
  let negativeRankSum = 0;
  for (const rank of signedRanks) {
    if (rank > 0) {
      positiveRankSum += rank;
    } else {
      negativeRankSum -= rank;
    }
  }
  const n = signedRanks.length;
  const smaller = Math.min(positiveRankSum, negativeRankSum);
  const exact = n <= EXACT_UP_TO;
  const tail = exact ? exactTail(signedRanks, smaller) : normalTail(signedRanks, smaller, continuity);
  return {
    n,
    positiveRankSum,
    negativeRankSum,
    pValue: Math.min(1, 2 * tail),
    method: exact ? 'exact' : 'normal',
  };
}

/** Midranks of |d| with the sign of d, zeros left out after ranking. */
function signedMidranks(differences: readonly number[]): number[] {
  const sorted = [...differences].sort((a, b) => Math.abs(a) - Math.abs(b));
  const ranks: number[] = [];
  for (let start = 0; start < sorted.length; ) {
    const size = Math.abs(sorted[start] as number);
    let end = start;
    while (end < sorted.length && Math.abs(sorted[end] as number) === size) {
      end += 1;
    }
    const midrank = (start + 1 + end) / 2;
    for (let i = start; i < end && size > 0; i += 1) {
      ranks.push(Math.sign(sorted[i] as number) * midrank);
    }
    start = end;
  }
  return ranks;
}

/** P(rank sum ≤ observed) when each sign is a fair coin: probabilities of doubled sums, one rank added at a time. */
function exactTail(signedRanks: readonly number[], observed: number): number {
  const doubled = signedRanks.map((rank) => Math.round(2 * Math.abs(rank)));
  const top = doubled.reduce((sum, rank) => sum + rank, 0);
  const probability = new Float64Array(top + 1);
  probability[0] = 1;
  let reached = 0;
  for (const rank of doubled) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum -= 1) {
      const without = probability[sum] as number;
      const withRank = sum >= rank ? (probability[sum - rank] as number) : 0;
      probability[sum] = (without + withRank) / 2;
    }
  }
  return probability.subarray(0, Math.round(2 * observed) + 1).reduce((sum, p) => sum + p, 0);
}

function normalTail(signedRanks: readonly number[], observed: number, continuity: boolean): number {
  const mean = signedRanks.reduce((sum, rank) => sum + Math.abs(rank), 0) / 2;
  const variance = signedRanks.reduce((sum, rank) => sum + rank * rank, 0) / 4;
  const shift = continuity && observed < mean ? 0.5 : 0;
  return normalCdf((observed - mean + shift) / Math.sqrt(variance));
}
