/** Where a learning curve leads beyond the data there is, and how many more examples a gain would take. It does not know what was trained. */
import { requireWithin } from './arguments.ts';
import { type CurveFamily, type CurveReading, curveFamily, type ShapeFit } from './curve-family.ts';
import { criticalZ } from './distributions/normal.ts';
import type { Interval } from './interval.ts';

export interface CurveOptions {
  /** Default 0.95. */
  readonly confidence?: number;
  /** The highest score there can be; default 1. */
  readonly ceiling?: number;
}

export interface Extrapolation {
  /** Training examples. */
  readonly n: number;
  readonly score: number;
  readonly interval: Interval;
  /** Beyond the curve at the largest size read. */
  readonly gain: number;
  readonly gainInterval: Interval;
  /** Of the best curve, 0 to 2; 0 is a straight line over the logarithm of n. */
  readonly exponent: number;
}

/**
 * The score that `to` training examples lead to, from readings at two sizes or more. The interval holds every curve of the family (see
 * `curveFamily`) that the readings do not rule out, so it is as wide as the shapes differ: from two readings it reaches from *no further
 * gain* to *as much again for the same factor of data*. `standardError` is what a reading there would add to the curve, in squares (Zou &
 * Donner 2008, Stat. Med. 27:1693); 0, the default, gives the interval of the curve.
 * @returns undefined for fewer than two sizes.
 * @throws RangeError as `curveFamily` does, and where `to` is below the largest size read.
 */
export function extrapolateCurve(
  readings: readonly CurveReading[],
  to: number,
  options: CurveOptions & { readonly standardError?: number } = {},
): Extrapolation | undefined {
  const { confidence = 0.95, ceiling = 1, standardError = 0 } = options;
  const family = curveFamily(readings, confidence);
  if (family === undefined) return undefined;
  const { best, shapes, largest } = family;
  requireWithin('to', to, largest, Number.MAX_SAFE_INTEGER);
  const noise = criticalZ(confidence) * standardError;
  const range = hull(shapes.map((shape) => levelsAt(shape, shape.progress(to))));
  const gains = hull(shapes.map((shape) => times(slopesOf(shape), shape.progress(to))));
  const score = Math.min(ceiling, levelAt(best, best.progress(to)));
  return {
    n: to,
    score,
    interval: {
      low: score - Math.hypot(Math.max(0, score - range.low), noise),
      high: Math.min(ceiling, score + Math.hypot(Math.max(0, range.high - score), noise)),
    },
    gain: Math.max(0, score - levelAt(best, 0)),
    gainInterval: { low: gains.low, high: Math.min(gains.high, headroom(family, ceiling)) },
    exponent: best.exponent,
  };
}

export interface MoreExamples {
  /** `helps`: shown to bring the gain within `factor` times the data. `will not help`: shown not to. */
  readonly verdict: 'helps' | 'will not help' | 'cannot tell';
  /** Beyond those there are, by the best curve; this and both ends are absent where it takes more than `factor` times the data. */
  readonly more?: number;
  readonly interval: { readonly low?: number; readonly high?: number };
}

/**
 * How many examples beyond the largest size read would raise the score by `gain`. Nothing is promised beyond `factor` times the data, 8 unless
 * given: no curve is known to keep its shape that far.
 * @returns undefined for fewer than two sizes.
 * @throws RangeError as `curveFamily` does, for a gain that is not above 0, and for a factor below 1.
 */
export function moreExamples(
  readings: readonly CurveReading[],
  gain: number,
  options: CurveOptions & { readonly factor?: number } = {},
): MoreExamples | undefined {
  const { confidence = 0.95, ceiling = 1, factor = 8 } = options;
  requireWithin('gain', gain, Number.MIN_VALUE, Number.MAX_VALUE);
  requireWithin('factor', factor, 1, Number.MAX_SAFE_INTEGER);
  const family = curveFamily(readings, confidence);
  if (family === undefined) return undefined;
  const { best, shapes, largest } = family;
  const isReachable = gain <= headroom(family, ceiling);
  const beyond = (shape: ShapeFit, slope: number) =>
    isReachable && slope > 0 ? shape.sizeAt(gain / slope) - largest : Number.POSITIVE_INFINITY;
  const few = Math.min(...shapes.map((shape) => beyond(shape, slopesOf(shape).high)));
  const many = Math.max(...shapes.map((shape) => beyond(shape, slopesOf(shape).low)));
  const within = (name: string, more: number) =>
    more <= (factor - 1) * largest && { [name]: Math.ceil(more) };
  const interval = { ...within('low', few), ...within('high', many) };
  return {
    verdict: 'high' in interval ? 'helps' : 'low' in interval ? 'cannot tell' : 'will not help',
    ...within('more', beyond(best, best.slope)),
    interval,
  };
}

/** The most that is left to gain: from the lowest curve at the largest size. */
function headroom({ shapes }: CurveFamily, ceiling: number): number {
  return Math.max(0, ceiling - hull(shapes.map((shape) => levelsAt(shape, 0))).low);
}

/** Of the best curve of the shape that does not fall. */
function levelAt({ centre, slope }: ShapeFit, progress: number): number {
  return centre.score + Math.max(0, slope) * (progress - centre.progress);
}

/** Slopes of 0 and more that the readings do not rule out. */
function slopesOf({ slope, spread, slack }: ShapeFit): Interval {
  const half = Math.sqrt(slack / spread);
  return { low: Math.max(0, slope - half), high: Math.max(0, slope + half) };
}

/** Ends over the curves of one shape that do not fall and are not ruled out: an ellipse of levels and slopes, cut off at a slope of 0. */
function levelsAt({ centre, slope, weight, spread, slack }: ShapeFit, progress: number): Interval {
  const lever = progress - centre.progress;
  const reach = Math.sqrt(1 / weight + lever ** 2 / spread);
  const end = (sign: 1 | -1) => {
    const shift = (sign * Math.sqrt(slack) * lever) / (spread * reach);
    return slope + shift >= 0
      ? centre.score + lever * slope + sign * Math.sqrt(slack) * reach
      : centre.score + sign * Math.sqrt(Math.max(0, slack - spread * slope ** 2) / weight);
  };
  return { low: end(-1), high: end(1) };
}

function times({ low, high }: Interval, factor: number): Interval {
  return { low: low * factor, high: high * factor };
}

function hull(intervals: readonly Interval[]): Interval {
  return {
    low: Math.min(...intervals.map(({ low }) => low)),
    high: Math.max(...intervals.map(({ high }) => high)),
  };
}
