/** Cohen's kappa, agreement of two raters beyond chance; it does not know who they are or which of them is right. */
import { requireSameLength } from './arguments.ts';
import { criticalZ } from './distributions/normal.ts';
import type { Interval } from './interval.ts';

export interface KappaOptions {
  /**
   * Every category in its order, worst to best. Needed for weights; without it the categories are those that occur.
   */
  readonly categories?: readonly string[];
  /** 'none' (default) counts any disagreement alike, 'linear' and 'quadratic' by distance in `categories`. */
  readonly weights?: 'none' | 'linear' | 'quadratic';
  /** Default 0.95. */
  readonly confidence?: number;
}

export interface Kappa {
  readonly n: number;
  /** Share of items with the very same category; undefined without items. */
  readonly agreement: number | undefined;
  /** −1 … 1; undefined when both raters used one same category throughout: chance explains everything. */
  readonly kappa: number | undefined;
  /** Undefined with kappa, and when its standard error is 0 (perfect agreement): use `wilson` on the agreement. */
  readonly interval: Interval | undefined;
}

/**
 * Kappa of two ratings of the same items in the same order (Cohen 1960; weighted: Cohen 1968), with the large-sample
 * standard error of Fleiss, Cohen & Everitt 1969 (Psychol. Bull. 72:323), interval cut to −1 … 1.
 * @throws RangeError for ratings of different length, a rating outside `categories`, or weights without categories.
 */
export function kappa(
  first: readonly string[],
  second: readonly string[],
  options: KappaOptions = {},
): Kappa {
  const { weights = 'none', confidence = 0.95 } = options;
  requireSameLength('first', first, 'second', second);
  const z = criticalZ(confidence);
  if (weights !== 'none' && options.categories === undefined) {
    throw new RangeError(`weights ${weights} need categories in their order, got none`);
  }
  const categories = options.categories ?? [...new Set([...first, ...second])];
  const n = first.length;
  if (n === 0) {
    return { n, agreement: undefined, kappa: undefined, interval: undefined };
  }
  const shares = jointShares(first, second, categories);
  const agreement = shares.reduce((sum, row, i) => sum + (row[i] as number), 0);
  const weight = (i: number, j: number): number => agreementWeight(weights, i, j, categories.length);
  const estimate = weightedKappa(shares, weight, n);
  if (estimate === undefined) {
    return { n, agreement, kappa: undefined, interval: undefined };
  }
  const { value, standardError } = estimate;
  const interval =
    standardError < 1e-12
      ? undefined
      : { low: Math.max(-1, value - z * standardError), high: Math.min(1, value + z * standardError) };
  return { n, agreement, kappa: value, interval };
}

function weightedKappa(
  shares: readonly (readonly number[])[],
  weight: (i: number, j: number) => number,
  n: number,
): { value: number; standardError: number } | undefined {
  const rows = shares.map((row) => row.reduce((sum, share) => sum + share, 0));
  const columns = shares.map((_, j) => shares.reduce((sum, row) => sum + (row[j] as number), 0));
  const sumOver = (term: (i: number, j: number) => number): number =>
    rows.reduce((sum, _, i) => sum + columns.reduce((inner, _, j) => inner + term(i, j), 0), 0);
  const share = (i: number, j: number): number => (shares[i] as readonly number[])[j] as number;
  const row = (i: number): number => rows[i] as number;
  const column = (j: number): number => columns[j] as number;

  const observed = sumOver((i, j) => weight(i, j) * share(i, j));
  const expected = sumOver((i, j) => weight(i, j) * row(i) * column(j));
  if (1 - expected < 1e-12) {
    return undefined;
  }
  const value = (observed - expected) / (1 - expected);
  const rowWeights = rows.map((_, i) => columns.reduce((sum, c, j) => sum + weight(i, j) * c, 0));
  const columnWeights = columns.map((_, j) => rows.reduce((sum, r, i) => sum + weight(i, j) * r, 0));
  const spread = sumOver(
    (i, j) =>
      share(i, j) *
      (weight(i, j) - ((rowWeights[i] as number) + (columnWeights[j] as number)) * (1 - value)) ** 2,
  );
  const variance = (spread - (value - expected * (1 - value)) ** 2) / (n * (1 - expected) ** 2);
  return { value, standardError: Math.sqrt(Math.max(0, variance)) };
}

function agreementWeight(
  weights: 'none' | 'linear' | 'quadratic',
  i: number,
  j: number,
  size: number,
): number {
  if (i === j) {
    return 1;
  }
  const distance = Math.abs(i - j) / (size - 1);
  return weights === 'none' ? 0 : 1 - (weights === 'linear' ? distance : distance ** 2);
}

/** Share of items rated i by the first and j by the second. */
function jointShares(
  first: readonly string[],
  second: readonly string[],
  categories: readonly string[],
): number[][] {
  const index = new Map(categories.map((category, i) => [category, i]));
  const place = (rating: string): number => {
    const i = index.get(rating);
    if (i === undefined) {
      throw new RangeError(`ratings must be one of ${categories.join(', ')}, got ${rating}`);
    }
    return i;
  };
  const shares = categories.map(() => new Array<number>(categories.length).fill(0));
  first.forEach((rating, item) => {
    const row = shares[place(rating)] as number[];
    const j = place(second[item] as string);
    row[j] = (row[j] as number) + 1 / first.length;
  });
  return shares;
}
