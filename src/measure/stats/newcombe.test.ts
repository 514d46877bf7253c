import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newcombe } from './newcombe.ts';

// statsmodels 0.15.0: confint_proportions_2indep(k1, n1, k2, n2, method='newcomb', compare='diff', alpha=1 - confidence)
const REFERENCE: [number, number, number, number, number, number, number][] = [
  [56, 70, 48, 80, 0.95, 0.05243147240236498, 0.333872654036906],
  [9, 10, 3, 10, 0.95, 0.17052272393450302, 0.8090179735354881],
  [10, 10, 0, 20, 0.95, 0.6790860371419147, 1],
  [10, 10, 0, 10, 0.99, 0.43593513184017507, 1],
];

describe('newcombe', () => {
  it.each(REFERENCE)(
    '%d/%d − %d/%d at %d agrees with statsmodels',
    (k1, n1, k2, n2, confidence, low, high) => {
      const interval = newcombe(k1, n1, k2, n2, confidence);
      expect(interval?.low).toBeCloseTo(low, 10);
      expect(interval?.high).toBeCloseTo(high, 10);
    },
  );

  it('gives the published 0.0189 to 0.3404 for 7/34 − 1/34', () => {
    // Fagerland, Lydersen & Laake 2017, Statistical Analysis of Contingency Tables, ch. 4 (R contingencytables)
    const interval = newcombe(7, 34, 1, 34);
    expect(interval?.low.toFixed(4)).toBe('0.0189');
    expect(interval?.high.toFixed(4)).toBe('0.3404');
  });

  it('holds the difference, stays within −1 … 1 and changes sign with the order', () => {
    const sample = fc
      .tuple(fc.integer({ min: 1, max: 400 }), fc.nat(400))
      .map(([n, k]) => [k % (n + 1), n] as const);
    fc.assert(
      fc.property(sample, sample, ([k1, n1], [k2, n2]) => {
        const { low, high } = newcombe(k1, n1, k2, n2) ?? { low: Number.NaN, high: Number.NaN };
        const difference = k1 / n1 - k2 / n2;
        expect(low <= difference && difference <= high).toBe(true);
        expect(low >= -1 - 1e-12 && high <= 1 + 1e-12).toBe(true);
        expect(newcombe(k2, n2, k1, n1)?.low).toBeCloseTo(-high, 12);
      }),
    );
  });

  it('is undefined when one side saw nothing, and refuses impossible counts', () => {
    expect(newcombe(0, 0, 3, 10)).toBeUndefined();
    expect(() => newcombe(4, 3, 1, 10)).toThrow('got 4');
  });
});
