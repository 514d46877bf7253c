import { describe, expect, it } from 'vitest';
import { newcombe } from '../stats/newcombe.ts';
import { readGap } from './read-gap.ts';
import { outcomesOf } from './testing/outcomes.ts';

const settings = { binary: true, margin: 0.05, confidence: 0.95, seed: 'test' };
const shares = (right: number, n: number) =>
  outcomesOf(Array.from({ length: n }, (_, i) => Number(i < right)));

describe('the gap between train and dev', () => {
  it("has Newcombe's published interval for right and wrong", () => {
    // Newcombe 1998, Stat. Med. 17:873, table II, example (a) by method 10: 56/70 against 48/80, 0.0524 to 0.3339
    const gap = readGap(shares(56, 70), shares(48, 80), settings);
    expect(gap?.differencePoints).toBeCloseTo(20, 10);
    expect(gap?.intervalPoints.low.toFixed(2)).toBe('5.24');
    expect(gap?.intervalPoints.high.toFixed(2)).toBe('33.39');
    expect(gap).toMatchObject({
      trainCases: 70,
      trainScore: 0.8,
      devCases: 80,
      devScore: 0.6,
      verdict: 'overfits',
    });
  });

  it('tells no gap from too few cases', () => {
    expect(readGap(shares(800, 1000), shares(800, 1000), settings)?.verdict).toBe('small');
    expect(readGap(shares(8, 10), shares(8, 10), settings)?.verdict).toBe('cannot tell');
    // A gap that is shown, and shown to matter little.
    expect(readGap(shares(9900, 10_000), shares(9800, 10_000), settings)?.verdict).toBe('small');
    expect(readGap(shares(400, 1000), shares(600, 1000), settings)?.verdict).toBe('small');
  });

  it('takes graded scores, and leaves out what was not scored', () => {
    const graded = { ...settings, binary: false };
    const train = outcomesOf(Array.from({ length: 60 }, (_, i) => 0.8 + (i % 5) * 0.04));
    const dev = outcomesOf([...Array.from({ length: 60 }, (_, i) => 0.4 + (i % 5) * 0.05), undefined]);
    const gap = readGap(train, dev, graded);
    expect(gap).toMatchObject({ devCases: 60, verdict: 'overfits' });
    expect(gap?.differencePoints).toBeCloseTo(38, 8);
    expect(gap?.intervalPoints.low).toBeGreaterThan(35);
    expect(readGap([], dev, graded)).toBeUndefined();
  });

  it('agrees with the formula for two proportions', () => {
    const gap = readGap(shares(90, 100), shares(150, 200), settings);
    const expected = newcombe(90, 100, 150, 200);
    expect(gap?.intervalPoints.low).toBeCloseTo((expected?.low ?? 0) * 100, 9);
    expect(gap?.intervalPoints.high).toBeCloseTo((expected?.high ?? 0) * 100, 9);
  });
});
