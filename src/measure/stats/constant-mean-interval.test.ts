import { expect, it } from 'vitest';
import { constantMeanInterval } from './constant-mean-interval.ts';

// statsmodels 0.15.0: proportion_confint(0, n, alpha=1 - confidence, method='beta')[1], Clopper and Pearson for 0 of n
it.each([
  [350, 0.95, 0.010484308031983466],
  [3, 0.95, 0.7075982261787134],
  [100, 0.9, 0.029513049607039932],
])('after %d equal values at %d, at most the Clopper–Pearson share differs', (n, confidence, share) => {
  const interval = constantMeanInterval(0, n, { low: -1, high: 1 }, confidence);
  expect(interval?.low).toBeCloseTo(-share, 10);
  expect(interval?.high).toBeCloseTo(share, 10);
});

it('reaches only as far as the range allows', () => {
  const interval = constantMeanInterval(1, 350, { low: 0, high: 1 });
  expect(interval?.high).toBe(1);
  expect(interval?.low).toBeCloseTo(1 - 0.010484308031983466, 10);
});

it('is undefined without values and refuses a value outside the range', () => {
  expect(constantMeanInterval(0, 0, { low: -1, high: 1 })).toBeUndefined();
  expect(() => constantMeanInterval(2, 5, { low: -1, high: 1 })).toThrow('got 2');
});
