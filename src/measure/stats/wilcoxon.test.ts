import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilcoxon } from './wilcoxon.ts';

const DARWIN = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75];
const TIED = [1, -1, 2, 2, -3, 4, 4, 4, -5, 0, 0, 6];
const MANY = Array.from({ length: 80 }, (_, i) => ((i * 37) % 41) - 17);

describe('wilcoxon', () => {
  it('agrees with SciPy on Darwin’s maize, no ties: exact', () => {
    // scipy 1.17.1: wilcoxon(d, method='exact'), the example of its documentation: statistic 24, p 0.0413
    expect(wilcoxon(DARWIN)).toMatchObject({
      n: 15,
      negativeRankSum: 24,
      positiveRankSum: 96,
      method: 'exact',
    });
    expect(wilcoxon(DARWIN)?.pValue).toBeCloseTo(0.041259765625, 12);
  });

  it('agrees with SciPy at the largest exact size', () => {
    // scipy 1.17.1: wilcoxon(d, method='exact'), d_i = (31 i²) mod 97 − 40 + i/1000, i < 50
    const result = wilcoxon(Array.from({ length: 50 }, (_, i) => ((i * i * 31) % 97) - 40 + i / 1000));
    expect(Math.min(result?.positiveRankSum ?? 0, result?.negativeRankSum ?? 0)).toBe(473);
    expect(result?.pValue).toBeCloseTo(0.11393994202132163, 12);
  });

  it.each([
    ['wilcox', 15.5, 0.25390625],
    ['pratt', 21.5, 0.2421875],
  ] as const)(
    'agrees with every sign pattern counted by SciPy for ties and zeros, %s',
    (zeros, statistic, pValue) => {
      // scipy 1.17.1: wilcoxon(d, zero_method=zeros, method=PermutationMethod(n_resamples=inf))
      const result = wilcoxon(TIED, { zeros });
      expect(result).toMatchObject({ n: 10, negativeRankSum: statistic, method: 'exact' });
      expect(result?.pValue).toBeCloseTo(pValue, 12);
    },
  );

  it.each([
    ['wilcox', false, 1064, 0.01759978129027824],
    ['wilcox', true, 1064, 0.017718865648445426],
    ['pratt', false, 1128, 0.018614240050170393],
    ['pratt', true, 1128, 0.01873466573253318],
  ] as const)(
    'agrees with SciPy’s approximation, %s, correction %s',
    (zeros, continuity, statistic, pValue) => {
      // scipy 1.17.1: wilcoxon(d, zero_method=zeros, correction=continuity, method='asymptotic')
      const result = wilcoxon(MANY, { zeros, continuity });
      expect(result).toMatchObject({ n: 78, method: 'normal' });
      expect(Math.min(result?.positiveRankSum ?? 0, result?.negativeRankSum ?? 0)).toBe(statistic);
      expect(result?.pValue).toBeCloseTo(pValue, 12);
    },
  );

  it('changes sides but not its p-value when every sign flips, and stays within 0 … 1', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -30, max: 30 }), { maxLength: 70 }), (differences) => {
        const result = wilcoxon(differences);
        const flipped = wilcoxon(differences.map((d) => -d));
        expect(flipped?.pValue).toBe(result?.pValue);
        expect(flipped?.positiveRankSum).toBe(result?.negativeRankSum);
        expect(result === undefined || (result.pValue > 0 && result.pValue <= 1)).toBe(true);
      }),
    );
  });

  it('is undefined without a difference and refuses what is no number', () => {
    expect(wilcoxon([0, 0])).toBeUndefined();
    expect(wilcoxon([], { zeros: 'pratt' })).toBeUndefined();
    expect(() => wilcoxon([1, Infinity])).toThrow('Infinity');
  });
});
