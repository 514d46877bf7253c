import { describe, expect, it } from 'vitest';
import type { Outcome } from './outcome.ts';
import { readSlices } from './read-slices.ts';
import { outcome } from './testing/outcomes.ts';

const settings = { binary: true, margin: 0.05, confidence: 0.95, seed: 'test' };

/** `sizes[tag]` cases per tag, the first `right` of each scored 1. */
function cases(slices: Record<string, { n: number; right: number }>): Outcome[] {
  return Object.entries(slices).flatMap(([tag, { n, right }]) =>
    Array.from({ length: n }, (_, i) => outcome(`${tag}${i}`, { tags: [tag], score: Number(i < right) })),
  );
}

describe('readSlices', () => {
  it('flags a slice that is shown worse although the whole is not', () => {
    const reference = cases({ common: { n: 300, right: 200 }, rare: { n: 60, right: 50 } });
    const outcomes = cases({ common: { n: 300, right: 260 }, rare: { n: 60, right: 20 } });
    const [common, rare] = readSlices(outcomes, { ...settings, reference });
    expect(common).toMatchObject({ tag: 'common', n: 300, differencePoints: 20, hiddenByMean: false });
    expect(common?.mean).toBeCloseTo(260 / 300, 12);
    expect(rare).toMatchObject({ tag: 'rare', n: 60, differencePoints: -50, hiddenByMean: true });
    expect(rare?.differenceIntervalPoints?.high).toBeLessThan(0);
  });

  it('hides nothing where the whole is worse itself', () => {
    const reference = cases({ common: { n: 300, right: 290 }, rare: { n: 60, right: 50 } });
    const outcomes = cases({ common: { n: 300, right: 200 }, rare: { n: 60, right: 20 } });
    const slices = readSlices(outcomes, { ...settings, reference });
    expect(slices.map((s) => s.hiddenByMean)).toEqual([false, false]);
  });

  it('does not cry wolf over many slices', () => {
    // One slice of 40 loses 8 and wins 1 of 60: p = 0.039 alone, nothing after Holm over 40 slices.
    const slices = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`t${i}`, { n: 60, right: 40 }]));
    const reference = cases(slices);
    const outcomes = cases(slices).map((o) =>
      /^t7(3[2-9])$/.test(o.caseId) ? { ...o, score: 0 } : o.caseId === 't740' ? { ...o, score: 1 } : o,
    );
    const alone = readSlices(
      outcomes.filter((o) => o.tags[0] === 't7' || o.tags[0] === 't8'),
      { ...settings, reference },
    );
    const slice = readSlices(outcomes, { ...settings, reference }).find((s) => s.tag === 't7');
    expect(slice?.differenceIntervalPoints?.high).toBeLessThan(0);
    expect(slice?.hiddenByMean).toBe(false);
    expect(alone).toHaveLength(2);
  });

  it('leaves out thin slices and unscored cases, and counts a repeated tag once', () => {
    const many = cases({ a: { n: 10, right: 5 }, b: { n: 9, right: 5 } });
    const tagged = many.map((o) => ({ ...o, tags: [...o.tags, ...o.tags] }));
    const unscored = Array.from({ length: 20 }, (_, i) => outcome(`u${i}`, { tags: ['b'] }));
    expect(readSlices([...tagged, ...unscored], settings).map((s) => [s.tag, s.n])).toEqual([['a', 10]]);
  });

  it('has no differences without a reference', () => {
    const [slice] = readSlices(cases({ a: { n: 10, right: 5 } }), settings);
    expect(slice).toMatchObject({ tag: 'a', n: 10, mean: 0.5, hiddenByMean: false });
    expect(slice).not.toHaveProperty('differencePoints');
    expect(slice?.interval?.low).toBeCloseTo(0.2366, 4);
  });

  it('takes linear time over many cases with many tags', () => {
    const outcomes = Array.from({ length: 40_000 }, (_, i) =>
      outcome(`c${i}`, { score: i % 2, tags: [`t${i % 2000}`, `u${i % 3}`] }),
    );
    const startedAt = performance.now();
    expect(readSlices(outcomes, { ...settings, reference: outcomes })).toHaveLength(2003);
    expect(performance.now() - startedAt).toBeLessThan(4000);
  });
});
