import { expect, it } from 'vitest';
import { incompleteBeta } from './incomplete-beta.ts';

// scipy 1.17.1: scipy.special.betainc(a, b, x)
it.each([
  [0.2, 2, 3, 0.18080000000000004],
  [0.9, 2, 3, 0.9963],
  [0.5, 0.5, 0.5, 0.5],
  [0.01, 0.5, 40, 0.6286139767460155],
  [0.5, 5000, 5050, 0.6910315339024542],
  [0.3, 30000, 70123, 0.6008038748166117],
  [0.999, 200, 0.7, 0.6709431007292512],
])('I at x = %d, a = %d, b = %d agrees with SciPy', (x, a, b, expected) => {
  expect(incompleteBeta(x, a, b)).toBeCloseTo(expected, 9);
});

it('is 0 and 1 at the ends and refuses what lies outside', () => {
  expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
  expect(() => incompleteBeta(1.1, 2, 3)).toThrow('1.1');
  expect(() => incompleteBeta(0.5, 0, 3)).toThrow(RangeError);
});
