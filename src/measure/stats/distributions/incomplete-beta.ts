/** The regularised incomplete beta function, from which the binomial and Student's t follow; it knows neither. */
import { requireWithin } from '../arguments.ts';
import { logGamma } from './log-gamma.ts';

const TINY = 1e-300;
const MAX_TERMS = 20_000;

/**
 * Iₓ(a, b) for a, b > 0 and 0 ≤ x ≤ 1, by the continued fraction of Abramowitz & Stegun 26.5.8 evaluated with Lentz's
 * method; absolute error about 1e-14, growing to 1e-11 for arguments near 1e5.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  requireWithin('x', x, 0, 1);
  if (!(a > 0 && b > 0)) {
    throw new RangeError(`a and b must be positive, got ${a} and ${b}`);
  }
  if (x === 0 || x === 1) {
    return x;
  }
  // The fraction converges fast only below the mean; above it, use the reflection.
  if (x > (a + 1) / (a + b + 2)) {
    return 1 - incompleteBeta(1 - x, b, a);
  }
  const logFront =
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x) - Math.log(a);
  return Math.exp(logFront) * continuedFraction(x, a, b);
}

function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= MAX_TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) {
      return value;
    }
  }
  return value;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
