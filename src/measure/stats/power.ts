/** How many paired right/wrong cases a question needs, and what a given number can see; it plans, it reads no data. */
import { requireCount, requireFraction } from './arguments.ts';
import { constrainedVariance } from './constrained-pairs.ts';
import { criticalZ, normalQuantile } from './distributions/normal.ts';

/**
 * The share of cases on which two stacks are assumed to disagree (one right, the other wrong) when nothing is known:
 * two stacks right on 80 % each disagree on 32 % if independent and on 19 % at a correlation of 0.4. Larger is safer.
 */
export const ASSUMED_DISCORDANCE = 0.2;

interface Certainty {
  /** Chance to see what is there; default 0.8. */
  readonly power?: number;
  /** Two-sided; default 0.95. Non-inferiority uses its one side. */
  readonly confidence?: number;
}

export interface PairedPlan extends Certainty {
  /** P(only first right) + P(only second right), 0 … 1. */
  readonly discordance: number;
  /** P(first right) − P(second right); at most the discordance in size, not 0. */
  readonly difference: number;
}

/**
 * Cases for McNemar's test to see `difference` (Connor 1987, Biometrics 43:207), rounded up.
 * @throws RangeError when the difference exceeds the discordance or is 0.
 */
export function pairedSampleSize(plan: PairedPlan): number {
  const { discordance, difference } = plan;
  const { alpha, beta } = quantiles(plan);
  requirePossible(discordance, difference);
  if (difference === 0) {
    throw new RangeError(`difference must not be 0, got ${difference}`);
  }
  const root = alpha * Math.sqrt(discordance) + beta * Math.sqrt(discordance - difference ** 2);
  return Math.ceil((root / difference) ** 2);
}

export interface NonInferiorityPlan extends Certainty {
  readonly discordance: number;
  /** As a proportion, strictly between 0 and 1. */
  readonly margin: number;
  /** The true difference one hopes for; default 0. */
  readonly difference?: number;
}

/**
 * Cases for Tango's test to show a loss smaller than `margin` (Nam 1997, Biometrics 53:1422: constrained variance under
 * the null hypothesis, plain variance under the alternative), rounded up.
 * @throws RangeError when the difference is not above −margin.
 */
export function nonInferioritySampleSize(plan: NonInferiorityPlan): number {
  const { discordance, margin, difference = 0 } = plan;
  const { alpha, beta } = quantiles(plan);
  requireFraction('margin', margin);
  requirePossible(discordance, difference);
  if (!(difference > -margin)) {
    throw new RangeError(`difference must lie above −margin (${-margin}), got ${difference}`);
  }
  const onlyFirst = (discordance + difference) / 2;
  const onlySecond = (discordance - difference) / 2;
  const root =
    alpha * Math.sqrt(constrainedVariance(onlyFirst, onlySecond, -margin)) +
    beta * Math.sqrt(discordance - difference ** 2);
  return Math.ceil((root / (difference + margin)) ** 2);
}

export interface Detectable {
  /** As a proportion; undefined when n cannot show even a difference as large as the discordance. */
  readonly difference: number | undefined;
  /** Smallest margin within which two equal stacks can be shown equal; undefined when none below 1. */
  readonly margin: number | undefined;
  /** What was assumed, to be printed beside the result. */
  readonly discordance: number;
  readonly power: number;
  readonly confidence: number;
}

/**
 * What `n` paired cases can see: the smallest true difference McNemar's test finds (Connor's formula solved for the
 * difference) and the smallest margin Tango's test can show, both with the given power.
 */
export function detectable(n: number, assumptions: Partial<PairedPlan> = {}): Detectable {
  const { discordance = ASSUMED_DISCORDANCE, power = 0.8, confidence = 0.95 } = assumptions;
  requireCount('n', n, 1);
  requirePossible(discordance, 0);
  const { alpha, beta } = quantiles({ power, confidence });
  const underRoot = n - alpha ** 2 + beta ** 2;
  const solved =
    (Math.sqrt(discordance) * (alpha * Math.sqrt(n) + beta * Math.sqrt(underRoot))) / (n + beta ** 2);
  return {
    difference: underRoot >= 0 && solved <= discordance ? solved : undefined,
    margin: smallestMargin(n, { discordance, power, confidence }),
    discordance,
    power,
    confidence,
  };
}

/** Bisection: the cases needed fall as the margin grows. */
function smallestMargin(n: number, assumptions: Omit<NonInferiorityPlan, 'margin'>): number | undefined {
  let tooSmall = 0;
  let enough = 1;
  for (let step = 0; step < 50; step += 1) {
    const margin = (tooSmall + enough) / 2;
    if (nonInferioritySampleSize({ ...assumptions, margin }) <= n) {
      enough = margin;
    } else {
      tooSmall = margin;
    }
  }
  return enough === 1 ? undefined : enough;
}

function quantiles({ power = 0.8, confidence = 0.95 }: Certainty): { alpha: number; beta: number } {
  requireFraction('power', power);
  return { alpha: criticalZ(confidence), beta: normalQuantile(power) };
}

function requirePossible(discordance: number, difference: number): void {
  if (!(discordance > 0 && discordance <= 1)) {
    throw new RangeError(`discordance must lie above 0 and up to 1, got ${discordance}`);
  }
  if (!(Math.abs(difference) <= discordance)) {
    throw new RangeError(`difference must not exceed the discordance ${discordance}, got ${difference}`);
  }
}
