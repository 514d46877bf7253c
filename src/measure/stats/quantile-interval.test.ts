import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantileInterval } from './quantile-interval.ts';

const LATENCIES = Array.from({ length: 200 }, (_, i) => (((i + 1) * 7919) % 1009) / 10);

describe('quantileInterval', () => {
  // numpy 2.4.6: quantile(v, p, method='inverted_cdf'); scipy 1.17.1: quantile_test(v, p=p).confidence_interval(c),
  // where nan means that no order statistic bounds the quantile
  it.each([
    [200, 0.95, 0.95, 96, 93.1, 99.3],
    [200, 0.5, 0.95, 50.9, 43.9, 58.8],
    [72, 0.95, 0.95, 97.2, 88.5, 100.5],
    [71, 0.95, 0.95, 97.2, 88.5, undefined],
    [200, 0.95, 0.99, 96, 91, 99.7],
    [20, 0.5, 0.9, 48.8, 27.3, 73.2],
    [6, 0.5, 0.95, 39.7, 9.1, 85.6],
    [5, 0.5, 0.95, 55, undefined, undefined],
  ])('of %d values at %d with confidence %d agrees with SciPy', (n, p, confidence, estimate, low, high) => {
    expect(quantileInterval(LATENCIES.slice(0, n), p, confidence)).toEqual({ n, estimate, low, high });
  });

  it('holds its estimate between its ends, whatever the order of the values', () => {
    const values = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(values, fc.constantFrom(0.05, 0.5, 0.9, 0.95, 0.99), (sample, p) => {
        const result = quantileInterval(sample, p);
        const { estimate, low, high } = result ?? { estimate: Number.NaN, low: undefined, high: undefined };
        expect((low ?? -Infinity) <= estimate && estimate <= (high ?? Infinity)).toBe(true);
        expect(quantileInterval([...sample].reverse(), p)).toEqual(result);
      }),
    );
  });

  it('leaves the values as they were', () => {
    const values = [3, 1, 2];
    quantileInterval(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });

  it('is undefined without values and refuses impossible arguments', () => {
    expect(quantileInterval([], 0.5)).toBeUndefined();
    expect(() => quantileInterval([1, Number.NaN], 0.5)).toThrow('values[1]');
    expect(() => quantileInterval([1], 95)).toThrow('got 95');
  });
});
