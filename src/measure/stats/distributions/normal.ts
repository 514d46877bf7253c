/** The standard normal distribution to about 15 digits; it does not know which interval or test asks. */
import { requireFraction } from '../arguments.ts';

const TAIL_FROM = 3;
const TAIL_TERMS = 120;

/** Density of the standard normal at `x`. */
function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/**
 * P(Z ≤ x) of the standard normal. Near the middle the power series x + x³/3 + x⁵/(3·5) + … (Marsaglia 2004,
 * J. Stat. Software 11(4)); in the tails Laplace's continued fraction, which keeps tiny probabilities relatively exact.
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) {
    throw new RangeError(`x must be a number, got ${x}`);
  }
  if (x <= -TAIL_FROM) {
    return upperTail(-x);
  }
  return x >= TAIL_FROM ? 1 - upperTail(x) : 0.5 + centralArea(x);
}

/** The x with P(Z ≤ x) = `probability`, for 0 < probability < 1. */
export function normalQuantile(probability: number): number {
  requireFraction('probability', probability);
  if (probability > 0.5) {
    return -normalQuantile(1 - probability);
  }
  // Hastings' rational start (Abramowitz & Stegun 26.2.23, error below 4.5e-4), then Halley steps to full precision.
  const t = Math.sqrt(-2 * Math.log(probability));
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328);
  const denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  let x = numerator / denominator - t;
  for (let step = 0; step < 3; step += 1) {
    const miss = (normalCdf(x) - probability) / normalDensity(x);
    x -= miss / (1 + (x * miss) / 2);
  }
  return x;
}

/** The two-sided critical value: 1.959964 for a confidence of 0.95. */
export function criticalZ(confidence: number): number {
  requireFraction('confidence', confidence);
  return -normalQuantile((1 - confidence) / 2);
}

function centralArea(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > Math.abs(sum) * 1e-17; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return sum * normalDensity(x);
}

function upperTail(x: number): number {
  if (x === Infinity) {
    return 0;
  }
  let fraction = x;
  for (let k = TAIL_TERMS; k >= 1; k -= 1) {
    fraction = x + k / fraction;
  }
  return normalDensity(x) / fraction;
}
