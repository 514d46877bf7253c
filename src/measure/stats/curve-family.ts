/** The family of learning curves, one shape for each exponent, fitted to readings. Knows no question that is put to them. */
import { requireFinite, requireFraction, requireWithin } from './arguments.ts';
import { criticalZ } from './distributions/normal.ts';

/** A score at one size of the training data. */
export interface CurveReading {
  /** Training examples, at least 1. */
  readonly n: number;
  /** More is better. */
  readonly score: number;
  /** Above 0, of what the readings do not share: see `curveReadings`. */
  readonly standardError: number;
}

/** The best curve of one exponent, and how far others of it may lie off and still bear the readings out. */
export interface ShapeFit {
  /** 0 to 2. */
  readonly exponent: number;
  /** Progress from the largest size read to `n`, in the unit of the slope; 0 at that size. */
  readonly progress: (n: number) => number;
  /** The size of a progress; infinite where the shape never gets there. */
  readonly sizeAt: (progress: number) => number;
  /** Of the weighted straight line score = level + slope · progress: its centre and its unbounded slope. */
  readonly centre: { readonly progress: number; readonly score: number };
  readonly slope: number;
  /** Sums of weights, and of weighted squares of progress around the centre. */
  readonly weight: number;
  readonly spread: number;
  /** By how much a curve of this shape may exceed the weighted squares of that line and still bear the readings out. */
  readonly slack: number;
}

export interface CurveFamily {
  readonly best: ShapeFit;
  /** Those that the readings do not rule out at the confidence asked for, the best among them. */
  readonly shapes: readonly ShapeFit[];
  /** Examples of the largest size read. */
  readonly largest: number;
}

/** At 0 the power law turns into a logarithm; at 2 three quarters of all that is left to gain come with one doubling. */
const exponents = Array.from({ length: 201 }, (_, i) => i / 100);

/** What is shown where readings cannot tell exponents apart: the rate of an average. */
const usualExponent = 0.5;

/**
 * Three-parameter power laws a − b · n^−c with b ≥ 0 (Cortes et al. 1993, NIPS 6:327; Figueroa et al. 2012, BMC Med. Inform. Decis. Mak.
 * 12:8), each written as level + slope · (1 − (n ÷ largest)^−c) ÷ c, which is a logarithm at c = 0: one family holds both. For a given
 * exponent that is a straight line, fitted by weighted least squares in closed form. What is not ruled out is found by the profile
 * likelihood (Venzon & Moolgavkar 1988, Appl. Stat. 37:87): curves whose weighted squares exceed the least by no more than z². Where four
 * readings or more scatter by more than their standard errors say, all of these are taken to be larger (Birge 1932, Phys. Rev. 40:207).
 * @returns undefined for fewer than two sizes.
 * @throws RangeError for sizes below 1, standard errors that are not above 0, or values that are not finite.
 */
export function curveFamily(readings: readonly CurveReading[], confidence: number): CurveFamily | undefined {
  for (const [i, { n, score, standardError }] of readings.entries()) {
    requireFinite(`readings[${i}]`, [n, score, standardError]);
    requireWithin(`readings[${i}].n`, n, 1, Number.MAX_SAFE_INTEGER);
    requireWithin(`readings[${i}].standardError`, standardError, Number.MIN_VALUE, Number.MAX_VALUE);
  }
  requireFraction('confidence', confidence);
  if (new Set(readings.map(({ n }) => n)).size < 2) return undefined;
  const largest = Math.max(...readings.map(({ n }) => n));
  const lines = exponents.map((exponent) => fitShape(readings, exponent, largest));
  const least = Math.min(...lines.map((line) => line.squares));
  const spare = readings.length - 3;
  const inflation = spare > 0 ? Math.max(1, least / spare) : 1;
  const allowed = least + criticalZ(confidence) ** 2 * inflation;
  const shapes = lines.flatMap(({ left, squares, shape }) =>
    squares > allowed ? [] : [{ squares, shape: { ...shape, slack: allowed - left } }],
  );
  const asGood = shapes.filter(({ squares }) => squares <= least + 1e-9 * (1 + least));
  const offUsual = ({ shape }: (typeof shapes)[number]) => Math.abs(shape.exponent - usualExponent);
  const best = asGood.reduce((a, b) => (offUsual(b) < offUsual(a) ? b : a));
  return { best: best.shape, shapes: shapes.map(({ shape }) => shape), largest };
}

/** `left`: weighted squares of the unbounded line; `squares`: of the one that does not fall. */
function fitShape(
  readings: readonly CurveReading[],
  exponent: number,
  largest: number,
): {
  readonly left: number;
  readonly squares: number;
  readonly shape: Omit<ShapeFit, 'slack'>;
} {
  const progress = (n: number) =>
    exponent === 0 ? Math.log(n / largest) : -Math.expm1(-exponent * Math.log(n / largest)) / exponent;
  const sizeAt = (at: number) =>
    exponent === 0
      ? largest * Math.exp(at)
      : at * exponent >= 1
        ? Number.POSITIVE_INFINITY
        : largest * Math.exp(-Math.log1p(-at * exponent) / exponent);
  const rows = readings.map(({ n, score, standardError }) => ({
    x: progress(n),
    y: score,
    w: standardError ** -2,
  }));
  const sum = (term: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + term(row), 0);
  const weight = sum(({ w }) => w);
  const centre = {
    progress: sum(({ w, x }) => w * x) / weight,
    score: sum(({ w, y }) => w * y) / weight,
  };
  const spread = sum(({ w, x }) => w * (x - centre.progress) ** 2);
  const slope = sum(({ w, x, y }) => w * (x - centre.progress) * (y - centre.score)) / spread;
  const left = sum(({ w, x, y }) => w * (y - centre.score - slope * (x - centre.progress)) ** 2);
  const squares = left + (slope < 0 ? spread * slope ** 2 : 0);
  return { left, squares, shape: { exponent, progress, sizeAt, centre, slope, weight, spread } };
}
