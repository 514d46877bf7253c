import { describe, expect, it } from 'vitest';
import { compareBatch } from './compare-batch.ts';
import { compareOutcomes } from './compare-outcomes.ts';
import { outcomesOf } from './testing/outcomes.ts';

const settings = { binary: true, margin: 0.05, confidence: 0.95, seed: 'test' };

/** Candidates against a reference that is right on the first 250 of 350 cases. */
function candidate({ lost, won }: { lost: number; won: number }) {
  return outcomesOf(
    Array.from({ length: 350 }, (_, i) => (i < 250 ? Number(i >= lost) : Number(i < 250 + won))),
  );
}
const reference = outcomesOf(Array.from({ length: 350 }, (_, i) => Number(i < 250)));
const verdictsOf = (changes: readonly { lost: number; won: number }[]) =>
  compareBatch(changes.map(candidate), reference, 'ref', settings).map((c) => c?.verdict);

describe('compareBatch', () => {
  it('adjusts p-values by Holm', () => {
    // SciPy 1.17.1: 2 * binom.cdf(14, 44, 0.5), 2 * binom.cdf(20, 42, 0.5), 2 * binom.cdf(5, 21, 0.5).
    const batch = compareBatch(
      [
        { lost: 14, won: 30 },
        { lost: 20, won: 22 },
        { lost: 5, won: 16 },
      ].map(candidate),
      reference,
      'ref',
      settings,
    );
    const [a, b, c] = batch.map((one) => ({ p: one?.pValue ?? -1, adjusted: one?.adjustedPValue ?? -1 }));
    expect([a?.p, b?.p, c?.p].map((p) => p?.toFixed(5))).toEqual(['0.02263', '0.87761', '0.02660']);
    expect(a?.adjusted).toBeCloseTo(3 * (a?.p ?? 0), 12);
    expect(c?.adjusted).toBeCloseTo(Math.max(3 * (a?.p ?? 0), 2 * (c?.p ?? 0)), 12);
    expect(b?.adjusted).toBe(b?.p);
  });

  it('gives a single candidate its plain verdict', () => {
    for (const change of [
      { lost: 14, won: 40 },
      { lost: 3, won: 3 },
      { lost: 60, won: 10 },
      { lost: 40, won: 42 },
    ]) {
      const plain = compareOutcomes(candidate(change), reference, 'ref', settings);
      expect(verdictsOf([change])).toEqual([plain?.verdict]);
    }
  });

  it('takes back what does not survive the correction', () => {
    const close = { lost: 14, won: 30 };
    expect(verdictsOf([close])).toEqual(['better']);
    // Beside two others it is no longer shown to be better, but its own test of non-inferiority stands.
    expect(verdictsOf([close, { lost: 30, won: 30 }, { lost: 31, won: 29 }])[0]).toBe('no worse');
    const loss = { lost: 30, won: 14 };
    expect(verdictsOf([loss])).toEqual(['worse']);
    expect(verdictsOf([loss, { lost: 30, won: 30 }, { lost: 31, won: 29 }])[0]).toBe('cannot tell');
  });

  it('corrects verdicts of no worse too, also for candidates without a single difference', () => {
    const same = { lost: 0, won: 0 };
    const near = { lost: 14, won: 12 };
    expect(verdictsOf([near])).toEqual(['no worse']);
    expect(verdictsOf([near, same])[1]).toBe('no worse');
    const crowd = Array.from({ length: 12 }, () => near);
    expect(new Set(verdictsOf(crowd))).toEqual(new Set(['cannot tell']));
  });

  it('says how many cases would settle a verdict that it took back', () => {
    const [first] = compareBatch(
      [
        { lost: 30, won: 14 },
        { lost: 30, won: 30 },
        { lost: 31, won: 29 },
      ].map(candidate),
      reference,
      'ref',
      settings,
    );
    expect(first?.verdict).toBe('cannot tell');
    expect(first?.casesToTell).toBeGreaterThan(350);
  });

  it('keeps the place of a candidate without a scored case', () => {
    const batch = compareBatch([[], candidate({ lost: 3, won: 3 })], reference, 'ref', settings);
    expect(batch[0]).toBeUndefined();
    expect(batch[1]?.verdict).toBe('no worse');
  });
});
