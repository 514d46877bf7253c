/** Probabilities of a binomial count; it does not know what is being counted. */
import { requireCount, requireWithin } from '../arguments.ts';
import { incompleteBeta } from './incomplete-beta.ts';
import { logGamma } from './log-gamma.ts';

/** P(X = k) for X ~ Binomial(n, p). */
export function binomialPmf(k: number, n: number, p: number): number {
  requireBinomial(n, p);
  if (k < 0 || k > n) {
    return 0;
  }
  if (p === 0 || p === 1) {
    return k === n * p ? 1 : 0;
  }
  const logChoose = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  return Math.exp(logChoose + k * Math.log(p) + (n - k) * Math.log1p(-p));
}

/** P(X ≤ k) for X ~ Binomial(n, p); 0 for k < 0 and 1 for k ≥ n. */
export function binomialCdf(k: number, n: number, p: number): number {
  requireBinomial(n, p);
  if (k < 0) {
    return 0;
  }
  return k >= n ? 1 : incompleteBeta(1 - p, n - k, k + 1);
}

function requireBinomial(n: number, p: number): void {
  requireCount('n', n);
  requireWithin('p', p, 0, 1);
}
