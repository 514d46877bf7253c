import { describe, expect, it } from 'vitest';
import { detectable, nonInferioritySampleSize, pairedSampleSize } from './power.ts';

describe('pairedSampleSize', () => {
  it.each([
    // statsmodels 0.15.0: normal_sample_size_one_tail(d, power, alpha / 2, std_null=sqrt(psi),
    //   std_alternative=sqrt(psi - d²)), rounded up
    [0.2, 0.1, 0.8, 0.95, 155],
    [0.3, 0.1, 0.8, 0.95, 234],
    [0.25, 0.05, 0.8, 0.95, 783],
    [0.45, 0.15, 0.8, 0.95, 155],
    [0.3, 0.08, 0.9, 0.99, 693],
    // powerandsamplesize.com, "Compare Paired Proportions: McNemar Z-test, 2-sided": p01 0.45, p10 0.05 gives 23
    [0.5, 0.4, 0.8, 0.95, 23],
  ])(
    'discordance %d, difference %d, power %d, confidence %d',
    (discordance, difference, power, confidence, n) => {
      expect(pairedSampleSize({ discordance, difference, power, confidence })).toBe(n);
      expect(pairedSampleSize({ discordance, difference: -difference, power, confidence })).toBe(n);
    },
  );

  it('refuses what cannot be', () => {
    expect(() => pairedSampleSize({ discordance: 0.1, difference: 0.2 })).toThrow('got 0.2');
    expect(() => pairedSampleSize({ discordance: 0.1, difference: 0 })).toThrow('got 0');
    expect(() => pairedSampleSize({ discordance: 1.5, difference: 0.2 })).toThrow('got 1.5');
    expect(() => pairedSampleSize({ discordance: 0.3, difference: 0.1, power: 80 })).toThrow('got 80');
  });
});

describe('nonInferioritySampleSize', () => {
  it.each([
    // SciPy 1.17.1: the expected trinomial likelihood maximised by minimize_scalar(method='bounded') under
    // p12 − p21 = −margin gives p21; n = ((1.96 sqrt(2 p21 − margin − margin²) + 0.84 sqrt(psi − d²)) / (d + margin))²
    // with norm.ppf's digits, rounded up. Power summed exactly over all tables at these n: 0.814, 0.804, 0.813, 0.806,
    // 0.807, so the formula is honest and a little on the safe side.
    [0.2, 0, 0.1, 171],
    [0.2, 0, 0.05, 644],
    [0.1, 0, 0.05, 350],
    [0.3, 0.02, 0.08, 242],
    [0.2, -0.02, 0.1, 261],
  ])('discordance %d, difference %d, margin %d', (discordance, difference, margin, n) => {
    expect(nonInferioritySampleSize({ discordance, difference, margin })).toBe(n);
  });

  it('refuses a hoped-for loss as large as the margin', () => {
    expect(() => nonInferioritySampleSize({ discordance: 0.2, difference: -0.05, margin: 0.05 })).toThrow(
      '-0.05',
    );
    expect(() => nonInferioritySampleSize({ discordance: 0.2, margin: 5 })).toThrow('got 5');
  });
});

describe('detectable', () => {
  it.each([
    // statsmodels 0.15.0: scipy.optimize.brentq on normal_sample_size_one_tail(d, 0.8, 0.025, …) − n
    [350, 0.2, 0.06674536619055393],
    [350, 0.5, 0.10553369021220757],
    [1000, 0.1, 0.027982836304473502],
  ])('%d cases with discordance %d', (n, discordance, difference) => {
    expect(detectable(n, { discordance }).difference).toBeCloseTo(difference, 9);
  });

  it('says what it assumed', () => {
    expect(detectable(350)).toMatchObject({ discordance: 0.2, power: 0.8, confidence: 0.95 });
    expect(detectable(350).difference).toBeCloseTo(0.06674536619055393, 9);
  });

  it('finds the smallest margin that n cases can show', () => {
    const { margin = Number.NaN } = detectable(350, { discordance: 0.2 });
    expect(nonInferioritySampleSize({ discordance: 0.2, margin })).toBeLessThanOrEqual(350);
    expect(nonInferioritySampleSize({ discordance: 0.2, margin: margin - 1e-4 })).toBeGreaterThan(350);
  });

  it('sees nothing when even a difference as large as the discordance would be missed', () => {
    expect(detectable(30, { discordance: 0.2 }).difference).toBeUndefined();
    expect(detectable(1).difference).toBeUndefined();
  });

  it('refuses no cases', () => {
    expect(() => detectable(0)).toThrow('got 0');
  });
});
