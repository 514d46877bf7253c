import { expect, it } from 'vitest';
import { logGamma } from './log-gamma.ts';

// scipy 1.17.1: scipy.special.gammaln(x)
it.each([
  [1e-5, 11.512919692895826],
  [0.5, 0.5723649429247],
  [1.5, -0.12078223763524526],
  [3.3, 0.9870985778947343],
  [9.99, 12.779315214350195],
  [10, 12.801827480081469],
  [100, 359.1342053695754],
  [12345.678, 103959.91990554606],
])('ln Γ(%d) agrees with SciPy', (x, expected) => {
  expect(logGamma(x) / expected).toBeCloseTo(1, 13);
});

it('refuses what is not positive', () => {
  expect(() => logGamma(0)).toThrow('0');
  expect(() => logGamma(Number.NaN)).toThrow(RangeError);
});
