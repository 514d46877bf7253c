import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapClusteredMean, bootstrapMean } from './bootstrap.ts';
import { createRandom } from './random.ts';

const DATA = [0.312, -0.107, 0.834, 0.011, 0.219, 0.053, 1.927, -0.441, 0.618, 0.143, 0.007, 0.731];

describe('bootstrapMean', () => {
  it('agrees with SciPy up to the noise of resampling', () => {
    // scipy 1.17.1: bootstrap((d,), np.mean, n_resamples=400000, method='BCa', rng=0 / 1 / 2) gives
    // 0.1041 … 0.8154, 0.1047 … 0.8181, 0.1036 … 0.8123; with confidence_level=0.9, rng=7: 0.1377 … 0.7285
    const { estimate, interval } = bootstrapMean(DATA, { seed: 1, resamples: 100_000 });
    expect(estimate).toBeCloseTo(0.3589166666666666, 12);
    expect(Math.abs((interval?.low ?? Number.NaN) - 0.1041)).toBeLessThan(0.003);
    expect(Math.abs((interval?.high ?? Number.NaN) - 0.8153)).toBeLessThan(0.008);
    const narrower = bootstrapMean(DATA, { seed: 1, resamples: 100_000, confidence: 0.9 }).interval;
    expect(Math.abs((narrower?.low ?? Number.NaN) - 0.1377)).toBeLessThan(0.003);
    expect(Math.abs((narrower?.high ?? Number.NaN) - 0.7285)).toBeLessThan(0.006);
  });

  it('gives the same interval for the same seed, another for another', () => {
    const once = bootstrapMean(DATA, { seed: 'a' });
    expect(bootstrapMean(DATA, { seed: 'a' })).toEqual(once);
    expect(bootstrapMean(DATA, { seed: 'b' })).not.toEqual(once);
  });

  it('has no interval when it cannot see spread', () => {
    expect(bootstrapMean([], { seed: 1 })).toEqual({ n: 0, estimate: undefined, interval: undefined });
    expect(bootstrapMean([0.4], { seed: 1 })).toEqual({ n: 1, estimate: 0.4, interval: undefined });
    expect(bootstrapMean(new Array(50).fill(0.1), { seed: 1 }).interval).toBeUndefined();
    expect(bootstrapMean(new Array(50).fill(0), { seed: 1 }).interval).toBeUndefined();
  });

  it('keeps the interval around the estimate and moves with the data', () => {
    const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 8, maxLength: 30 });
    fc.assert(
      fc.property(values, fc.integer({ min: -50, max: 50 }), (data, shift) => {
        const { estimate = Number.NaN, interval } = bootstrapMean(data, { seed: 'p', resamples: 200 });
        fc.pre(interval !== undefined);
        expect(interval.low <= estimate && estimate <= interval.high).toBe(true);
        const moved = bootstrapMean(
          data.map((value) => value + shift),
          { seed: 'p', resamples: 200 },
        );
        expect(moved.interval?.low).toBeCloseTo(interval.low + shift, 6);
      }),
      { numRuns: 50 },
    );
  });

  it('covers the mean of skewed differences in 90 to 97.5 % of simulated comparisons', () => {
    // BCa is only second-order right: at n = 60 from an exponential it is known to fall a little short of 95 %.
    const random = createRandom('coverage of bca');
    const runs = 600;
    let covered = 0;
    for (let run = 0; run < runs; run += 1) {
      const data = Float64Array.from({ length: 60 }, () => -Math.log(1 - random.next()));
      const { interval } = bootstrapMean(data, { seed: run, resamples: 600 });
      covered += interval !== undefined && interval.low <= 1 && 1 <= interval.high ? 1 : 0;
    }
    expect(covered / runs).toBeGreaterThan(0.9);
    expect(covered / runs).toBeLessThan(0.975);
  });

  it('resamples 10,000 differences 2,000 times within a second or so', () => {
    const random = createRandom('speed');
    const data = Float64Array.from({ length: 10_000 }, () => random.next() - 0.4);
    const started = performance.now();
    bootstrapMean(data, { seed: 1, resamples: 2000 });
    expect(performance.now() - started).toBeLessThan(3000); // about 500 ms on a shared core; the bound allows for a busy machine
  });

  it('refuses what is no number and too few resamples', () => {
    expect(() => bootstrapMean([1, Number.NaN], { seed: 1 })).toThrow('values[1]');
    expect(() => bootstrapMean([1, 2], { seed: 1, resamples: 10 })).toThrow('got 10');
    expect(() => bootstrapMean([1, 2], { seed: 1, confidence: 1 })).toThrow('got 1');
  });
});

describe('bootstrapClusteredMean', () => {
  const VALUES = [
    0.2, 0.3, 0.1, -0.4, -0.2, 0.6, 0.5, 0.7, 0.9, 0, 0.1, 0.2, -0.1, -0.3, 0, 0.4, 0.5, 0.8, 0.2, 0.3,
  ];
  const GROUPS = [0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 4, 4, 5, 5, 5, 6, 6, 7, 7, 7];

  it('agrees with SciPy, which resamples (sum, size) of each group as pairs', () => {
    // scipy 1.17.1: bootstrap((sums, sizes), ratio of totals, paired=True, n_resamples=400000, method='BCa', rng=0 / 1)
    // gives 0.0111 … 0.4810 and 0.0118 … 0.4810
    const { n, estimate, interval } = bootstrapClusteredMean(VALUES, GROUPS, { seed: 1, resamples: 100_000 });
    expect(n).toBe(20);
    expect(estimate).toBeCloseTo(0.24, 12);
    expect(Math.abs((interval?.low ?? Number.NaN) - 0.0115)).toBeLessThan(0.006);
    expect(Math.abs((interval?.high ?? Number.NaN) - 0.481)).toBeLessThan(0.006);
  });

  it('is the plain bootstrap when every case is its own group', () => {
    const alone = DATA.map((_, i) => `case ${i}`);
    expect(bootstrapClusteredMean(DATA, alone, { seed: 3 })).toEqual(bootstrapMean(DATA, { seed: 3 }));
  });

  it('has no interval for a single group, and refuses ragged input', () => {
    expect(bootstrapClusteredMean([1, 2], ['a', 'a'], { seed: 1 })).toEqual({
      n: 2,
      estimate: 1.5,
      interval: undefined,
    });
    expect(() => bootstrapClusteredMean([1, 2], ['a'], { seed: 1 })).toThrow('2 and 1');
  });
});
