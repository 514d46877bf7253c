import { expect, it } from 'vitest';
import { binomialCdf, binomialPmf } from './binomial.ts';

// scipy 1.17.1: scipy.stats.binom.cdf(k, n, p) and .pmf(k, n, p)
it.each([
  [3, 10, 0.5, 0.171875, 0.1171875],
  [0, 5, 0.95, 3.125e-7, 3.125e-7],
  [47, 60, 0.8, 0.423559698554124, 0.11799030248910265],
  [480, 1000, 0.5, 0.10872414660207075, 0.011340982371187717],
  [95012, 100000, 0.95, 0.5711344941787351, 0.005707715970521694],
  [5, 5, 0.3, 1, 0.00243],
])('P(X ≤ %d) and P(X = k) for n = %d, p = %d agree with SciPy', (k, n, p, cdf, pmf) => {
  expect(binomialCdf(k, n, p)).toBeCloseTo(cdf, 9);
  expect(binomialPmf(k, n, p)).toBeCloseTo(pmf, 11);
});

it('handles the edges', () => {
  expect([binomialCdf(-1, 4, 0.5), binomialCdf(4, 4, 0.5), binomialPmf(5, 4, 0.5)]).toEqual([0, 1, 0]);
  expect([binomialPmf(0, 4, 0), binomialPmf(1, 4, 0), binomialPmf(4, 4, 1)]).toEqual([1, 0, 1]);
  expect(() => binomialCdf(1, -1, 0.5)).toThrow('-1');
});
