import { describe, expect, it, test } from 'vitest';
import type { CurveReading } from './curve-family.ts';
import { extrapolateCurve, moreExamples } from './learning-curve.ts';
import { createRandom } from './random.ts';

const readings = (sizes: readonly number[], scores: readonly number[], errors: readonly number[]) =>
  sizes.map((n, i): CurveReading => ({ n, score: scores[i] as number, standardError: errors[i] as number }));
const sizes = [120, 250, 500, 1000];
const rising = readings(sizes, [0.62, 0.68, 0.715, 0.75], [0.015, 0.013, 0.012, 0.011]);

describe('extrapolateCurve', () => {
  // SciPy 1.17.1: the least weighted squares by minimize(method='L-BFGS-B') over level, slope ≥ 0 and exponent in 0 … 2 of
  // level + slope · (1 − (n ÷ largest)^−c) ÷ c; ends of the intervals by minimize(method='SLSQP') of the score and of the gain under
  // the constraint that the squares exceed the least by no more than norm.ppf(0.975)².
  it.each([
    ['a curve that flattens', rising, 4000, 0.79149, [0.7372961, 0.8694537], 0.04244, [0.0059075, 0.1016169]],
    [
      'one that is flat already',
      readings(sizes, [0.6, 0.7, 0.74, 0.75], [0.008, 0.008, 0.008, 0.008]),
      8000,
      0.75988,
      [0.7403118, 0.7898449],
      0.00842,
      [0.0019541, 0.0274413],
    ],
    [
      // 38.3 squares over one degree of freedom: errors are taken to be six times as large.
      'readings that scatter by more than they say',
      readings([100, 200, 400, 800], [0.7, 0.66, 0.71, 0.69], [0.006, 0.006, 0.006, 0.006]),
      3200,
      0.697,
      [0.653664, 0.8166381],
      0.004,
      [0, 0.0691227],
    ],
    [
      'three readings, which fit exactly',
      readings([50, 100, 200], [0.5, 0.6, 0.66], [0.01, 0.01, 0.01]),
      1600,
      0.73056,
      [0.6569211, 0.9379555],
      0.07056,
      [0.0122659, 0.2629925],
    ],
  ])('agrees with SciPy on %s', (_, given, to, score, interval, gain, gainInterval) => {
    const found = extrapolateCurve(given, to);
    // Exponents are tried in steps of 0.01.
    expect(Math.abs((found?.score ?? 0) - score)).toBeLessThan(5e-4);
    expect(Math.abs((found?.gain ?? 0) - gain)).toBeLessThan(5e-4);
    for (const [got, wanted] of [
      [found?.interval, interval],
      [found?.gainInterval, gainInterval],
    ] as const) {
      expect(Math.abs((got?.low ?? 0) - (wanted[0] as number))).toBeLessThan(3e-5);
      expect(Math.abs((got?.high ?? 0) - (wanted[1] as number))).toBeLessThan(3e-5);
    }
  });

  it('finds the exponent of a power law read without error', () => {
    for (const exponent of [0.3, 0.5, 1.2]) {
      const exact = sizes.map((n) => ({ n, score: 0.9 - 3 * n ** -exponent, standardError: 1e-4 }));
      const found = extrapolateCurve(exact, 8000);
      expect(found?.exponent).toBe(exponent);
      expect(found?.score).toBeCloseTo(0.9 - 3 * 8000 ** -exponent, 6);
    }
    const straight = sizes.map((n) => ({ n, score: 0.2 + 0.05 * Math.log(n), standardError: 1e-4 }));
    expect(extrapolateCurve(straight, 8000)).toMatchObject({ exponent: 0 });
  });

  it('lets two readings allow all between no gain and as much again', () => {
    const two = readings([100, 1000], [0.4, 0.6], [1e-6, 1e-6]);
    const found = extrapolateCurve(two, 10_000);
    // Of the gain of 0.2, as much again for the logarithm, a hundredth for the exponent 2.
    expect(found?.gainInterval.low).toBeCloseTo(0.2 / 100, 4);
    expect(found?.gainInterval.high).toBeCloseTo(0.2, 4);
    expect(found?.exponent).toBe(0.5);
    expect(found?.gain).toBeCloseTo(0.2 / Math.sqrt(10), 4);
    expect(extrapolateCurve(two.slice(0, 1), 10_000)).toBeUndefined();
    expect(extrapolateCurve([...two.slice(0, 1), ...two.slice(0, 1)], 10_000)).toBeUndefined();
  });

  it('adds the error of a reading in squares, and stays below the ceiling', () => {
    const curve = extrapolateCurve(rising, 4000);
    const read = extrapolateCurve(rising, 4000, { standardError: 0.02 });
    const low = Math.hypot((curve?.score ?? 0) - (curve?.interval.low ?? 0), 1.959963984540054 * 0.02);
    expect((read?.score ?? 0) - (read?.interval.low ?? 0)).toBeCloseTo(low, 12);
    expect(extrapolateCurve(rising, 1e9)?.interval.high).toBe(1);
    const high = readings([100, 1000], [0.9, 0.98], [0.001, 0.001]);
    expect(extrapolateCurve(high, 1e6)?.gainInterval.high).toBeLessThan(0.024);
  });

  it('refuses what is no reading', () => {
    expect(() => extrapolateCurve(rising, 500)).toThrow('to must lie within 1000');
    expect(() => extrapolateCurve([{ n: 1, score: 1, standardError: 0 }], 9)).toThrow(
      'readings[0].standardError',
    );
    expect(() => extrapolateCurve([{ n: 0, score: 1, standardError: 1 }], 9)).toThrow('readings[0].n');
    expect(() => moreExamples(rising, 0)).toThrow('gain must lie within');
  });

  test('its 95 % interval holds a new reading about as often as it says', () => {
    const power = (end: number, at: number, exponent: number) => (n: number) =>
      end - (end - at) * (n / 120) ** -exponent;
    const truths = [
      power(0.95, 0.55, 0.25),
      power(0.9, 0.6, 0.5),
      power(0.85, 0.5, 1),
      (n: number) => 0.5 + 0.04 * Math.log2(n / 120),
      () => 0.7,
    ];
    const random = createRandom('coverage');
    const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
    for (const truth of truths)
      for (const to of [4000, 8000]) {
        let held = 0;
        for (let replicate = 0; replicate < 200; replicate++) {
          const seen = sizes.map((n) => ({ n, score: truth(n) + 0.01 * normal(), standardError: 0.01 }));
          const { low = 1, high = 0 } = extrapolateCurve(seen, to, { standardError: 0.01 })?.interval ?? {};
          const next = truth(to) + 0.01 * normal();
          held += Number(next >= low && next <= high);
        }
        // Fewer than 181 of 200 would be a chance of 1 in 200 at 95 %.
        expect(held).toBeGreaterThanOrEqual(181);
      }
  });
});

describe('moreExamples', () => {
  it('counts how many more, where every curve that is left gets there', () => {
    const steep = readings(sizes, [0.4, 0.5, 0.6, 0.7], [0.004, 0.004, 0.004, 0.004]);
    const found = moreExamples(steep, 0.02);
    expect(found?.verdict).toBe('helps');
    // Ten points a doubling: two points more at 2^0.2 times the data, some 149 examples on top.
    expect(found?.more).toBeGreaterThan(130);
    expect(found?.more).toBeLessThan(170);
    expect(found?.interval.low).toBeLessThan(found?.more ?? 0);
    expect(found?.interval.high).toBeGreaterThan(found?.more ?? 0);
  });

  it('agrees with the gain there', () => {
    const { low = 0 } = moreExamples(rising, 0.03)?.interval ?? {};
    expect(extrapolateCurve(rising, 1000 + low)?.gainInterval.high).toBeCloseTo(0.03, 3);
    const { more = 0 } = moreExamples(rising, 0.03) ?? {};
    expect(extrapolateCurve(rising, 1000 + more)?.gain).toBeCloseTo(0.03, 3);
  });

  it('says that it will not help where no curve that is left gets there, or the ceiling is too near', () => {
    const flat = readings(sizes, [0.7, 0.7, 0.7, 0.7], [0.002, 0.002, 0.002, 0.002]);
    expect(moreExamples(flat, 0.02)).toEqual({ verdict: 'will not help', interval: {} });
    const high = readings([250, 1000], [0.9, 0.99], [0.001, 0.001]);
    expect(moreExamples(high, 0.05)).toEqual({ verdict: 'will not help', interval: {} });
  });

  it('cannot tell from readings that are far off', () => {
    const found = moreExamples(rising, 0.03);
    expect(found?.verdict).toBe('cannot tell');
    expect(found?.interval.low).toBeGreaterThan(0);
    expect(found?.interval.high).toBeUndefined();
  });
});
