import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilson } from './wilson.ts';

// statsmodels 0.15.0: proportion_confint(k, n, alpha=1 - confidence, method='wilson')
const REFERENCE: [number, number, number, number, number][] = [
  [0, 10, 0.95, 0, 0.2775327998628892],
  [10, 10, 0.95, 0.7224672001371107, 1],
  [81, 263, 0.95, 0.2552885198782742, 0.36620957698280004],
  [1, 29, 0.9, 0.007730807972737994, 0.14068309513251215],
  [290, 350, 0.99, 0.7706907055978071, 0.8742265534591728],
  [12.5, 40.25, 0.95, 0.18948899046505846, 0.46463903324091876],
  [99991, 100000, 0.95, 0.9998289452396196, 0.9999526485621577],
];

describe('wilson', () => {
  it.each(REFERENCE)('%d of %d at %d agrees with statsmodels', (k, n, confidence, low, high) => {
    const interval = wilson(k, n, confidence);
    expect(interval?.low).toBeCloseTo(low, 10);
    expect(interval?.high).toBeCloseTo(high, 10);
  });

  it('gives the interval of Newcombe 1998 (Stat. Med. 17:857, Table I): 81 of 263', () => {
    const interval = wilson(81, 263);
    expect(interval?.low.toFixed(4)).toBe('0.2553');
    expect(interval?.high.toFixed(4)).toBe('0.3662');
  });

  it('is undefined when nothing was seen', () => {
    expect(wilson(0, 0)).toBeUndefined();
  });

  it('holds the proportion, stays within 0 … 1 and mirrors successes and failures', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.nat(5000),
        fc.double({ min: 0.5, max: 0.999, noNaN: true }),
        (n, raw, c) => {
          const k = raw % (n + 1);
          const { low, high } = wilson(k, n, c) ?? { low: Number.NaN, high: Number.NaN };
          expect(low >= 0 && low <= k / n && k / n <= high && high <= 1).toBe(true);
          expect(wilson(n - k, n, c)?.low).toBeCloseTo(1 - high, 10);
        },
      ),
    );
  });

  it.each([
    [-1, 10],
    [11, 10],
    [Number.NaN, 10],
    [1, Number.NaN],
    [0, Infinity],
    [0, -3],
  ])('refuses %d of %d', (k, n) => {
    expect(() => wilson(k, n)).toThrow(RangeError);
  });

  it('names the value it refuses', () => {
    expect(() => wilson(11, 10)).toThrow('got 11');
    expect(() => wilson(1, 10, 95)).toThrow('got 95');
  });
});
