import { describe, expect, it } from 'vitest';
import { compareOutcomes } from './compare-outcomes.ts';
import { outcomesOf, pairedScores } from './testing/outcomes.ts';

const settings = { binary: true, margin: 0.05, confidence: 0.95, seed: 'test' };

function compare(counts: Parameters<typeof pairedScores>[0]) {
  const { first, second } = pairedScores(counts);
  return compareOutcomes(outcomesOf(first), outcomesOf(second), 'ref', settings);
}

describe('compareOutcomes', () => {
  it('gives everything in points against the named one', () => {
    const { first, second } = pairedScores({ both: 59, onlyFirst: 6, onlySecond: 16, neither: 80 });
    const comparison = compareOutcomes(outcomesOf(first), outcomesOf(second), 'ref', settings);
    expect(comparison).toMatchObject({ against: 'ref', pairs: 161, won: 6, lost: 16, verdict: 'worse' });
    expect(comparison?.differencePoints).toBeCloseTo(-6.2112, 4);
    expect(comparison?.intervalPoints?.low).toBeCloseTo(-11.86, 2);
    expect(comparison?.intervalPoints?.high).toBeCloseTo(-0.46, 2);
    expect(comparison?.pValue).toBeCloseTo(0.05248, 5);
    expect(comparison).not.toHaveProperty('adjustedPValue');
    expect(comparison).not.toHaveProperty('casesToTell');
  });

  it.each([
    [{ both: 200, onlyFirst: 60, onlySecond: 20, neither: 70 }, 'better'],
    [{ both: 280, onlyFirst: 5, onlySecond: 6, neither: 59 }, 'no worse'],
    [{ both: 200, onlyFirst: 20, onlySecond: 60, neither: 70 }, 'worse'],
    [{ both: 50, onlyFirst: 10, onlySecond: 12, neither: 20 }, 'cannot tell'],
  ] as const)('finds %o to be %s', (counts, verdict) => {
    expect(compare(counts)?.verdict).toBe(verdict);
  });

  it('says how many cases would tell, soonest verdict first', () => {
    // (z.975 + z.8)² = 7.848880; variance 22/92 − (2/92)²; to −0.05: 0.05 − 2/92.
    const comparison = compare({ both: 50, onlyFirst: 10, onlySecond: 12, neither: 20 });
    const expected = Math.ceil((7.84888 * (22 / 92 - (2 / 92) ** 2)) / (0.05 - 2 / 92) ** 2);
    expect(comparison?.casesToTell).toBe(expected);
  });

  it('is nothing without a case scored for both', () => {
    expect(compareOutcomes(outcomesOf([1]), [], 'ref', settings)).toBeUndefined();
    expect(compareOutcomes([], outcomesOf([1]), 'ref', settings)).toBeUndefined();
  });

  it('takes linear time over many cases', () => {
    const scores = Array.from({ length: 100_000 }, (_, i) => ((i * 7919) % 3 === 0 ? 0 : 1));
    const startedAt = performance.now();
    compareOutcomes(outcomesOf(scores), outcomesOf([...scores].reverse()), 'ref', settings);
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });
});
