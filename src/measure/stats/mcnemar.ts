/** McNemar's exact test on the cases where two answers disagree; it gives a p-value and no size of the difference. */
import { requireCount } from './arguments.ts';
import { binomialCdf, binomialPmf } from './distributions/binomial.ts';

export interface McNemar {
  /** Exact two-sided p-value; never above its nominal error, often well below. */
  readonly exact: number;
  /** Mid-p value: closer to its nominal error, recommended by Fagerland et al. 2013. */
  readonly midP: number;
}

/**
 * Two-sided test that neither side is right alone more often than the other, from the discordant counts (McNemar 1947;
 * mid-p: Fagerland, Lydersen & Laake 2013, BMC Med. Res. Methodol. 13:91). Without discordant cases both are 1.
 * @throws RangeError for anything but counts.
 */
export function mcnemar(onlyFirst: number, onlySecond: number): McNemar {
  requireCount('onlyFirst', onlyFirst);
  requireCount('onlySecond', onlySecond);
  const n = onlyFirst + onlySecond;
  if (n === 0) {
    return { exact: 1, midP: 1 };
  }
  const fewer = Math.min(onlyFirst, onlySecond);
  const asLikely = binomialPmf(fewer, n, 0.5);
  if (onlyFirst === onlySecond) {
    return { exact: 1, midP: 1 - asLikely / 2 };
  }
  const exact = Math.min(1, 2 * binomialCdf(fewer, n, 0.5));
  return { exact, midP: exact - asLikely };
}
