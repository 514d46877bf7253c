import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brierScore, expectedCalibrationError, reliabilityBins } from './calibration.ts';

const PROBABILITIES = Array.from({ length: 101 }, (_, i) => (((i * 37) % 101) / 101) ** 2);
const OUTCOMES = PROBABILITIES.map((p, i) => ((i * 53 + 7) % 97) / 97 < p ** 1.5);

describe('calibration', () => {
  // scikit-learn 1.9.1: calibration_curve(y, p, n_bins=10, strategy='uniform' / 'quantile'); counts per bin by
  // numpy.searchsorted on the same edges; ECE = sum(n / N * |prob_true - prob_pred|)
  it('bins by equal width as scikit-learn does', () => {
    const bins = reliabilityBins(PROBABILITIES, OUTCOMES, { scheme: 'equal-width' });
    expect(bins.map((bin) => bin.n)).toEqual([32, 14, 10, 8, 8, 7, 6, 6, 5, 5]);
    expect(bins[1]?.observed).toBeCloseTo(0.35714285714285715, 12);
    expect(bins[1]?.meanProbability).toBeCloseTo(0.14689736300362713, 12);
    const error = expectedCalibrationError(PROBABILITIES, OUTCOMES, { scheme: 'equal-width' });
    expect(error).toBeCloseTo(0.15467615774419322, 12);
  });

  it('bins by equal mass as scikit-learn does', () => {
    const bins = reliabilityBins(PROBABILITIES, OUTCOMES);
    expect(bins.map((bin) => bin.n)).toEqual([11, 10, 10, 10, 10, 10, 10, 10, 10, 10]);
    expect(bins[9]?.observed).toBeCloseTo(0.9, 12);
    expect(bins[9]?.meanProbability).toBeCloseTo(0.8948632487011077, 12);
    expect(expectedCalibrationError(PROBABILITIES, OUTCOMES)).toBeCloseTo(0.13573217923694145, 12);
  });

  it('divides a number of cases that is no multiple of the bins as scikit-learn does', () => {
    // p = [i/40 for i in range(40)]; bincount(searchsorted(percentile(p, linspace(0, 1, 8) * 100)[1:-1], p))
    const p = Array.from({ length: 40 }, (_, i) => i / 40);
    const bins = reliabilityBins(
      p,
      p.map(() => true),
      { bins: 7 },
    );
    expect(bins.map((bin) => bin.n)).toEqual([6, 6, 5, 6, 5, 6, 6]);
  });

  it('keeps equal probabilities in one bin, as scikit-learn does', () => {
    // calibration_curve([1]*2+[0]*5+[1]*12+[0]*8+[1]*5+[0], [.1]*7+[.5]*20+[.9]*6, n_bins=5, strategy='quantile')
    const p = [...new Array(7).fill(0.1), ...new Array(20).fill(0.5), ...new Array(6).fill(0.9)];
    const y = p.map((_, i) => i < 2 || (i >= 7 && i < 19) || (i >= 27 && i < 32));
    const bins = reliabilityBins(p, y, { bins: 5 });
    expect(bins.map((bin) => bin.observed.toFixed(4))).toEqual(['0.2857', '0.6000', '0.8333']);
  });

  it('agrees with scikit-learn’s brier_score_loss', () => {
    expect(brierScore(PROBABILITIES, OUTCOMES)).toBeCloseTo(0.1495896503416319, 12);
  });

  it('puts a sure and wrong forecaster at the worst, a sure and right one at zero', () => {
    expect(expectedCalibrationError([1, 1, 0], [false, false, true])).toBe(1);
    expect(brierScore([1, 1, 0], [false, false, true])).toBe(1);
    expect(expectedCalibrationError([1, 1, 0], [true, true, false])).toBe(0);
  });

  it('loses no case and does not depend on their order', () => {
    const forecasts = fc.array(fc.tuple(fc.constantFrom(0, 0.05, 0.1, 0.3, 0.5, 0.9, 1), fc.boolean()), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(forecasts, fc.constantFrom('equal-mass', 'equal-width'), (cases, scheme) => {
        const p = cases.map(([probability]) => probability);
        const y = cases.map(([, outcome]) => outcome);
        const bins = reliabilityBins(p, y, { scheme });
        expect(bins.reduce((sum, bin) => sum + bin.n, 0)).toBe(cases.length);
        const reversed = reliabilityBins([...p].reverse(), [...y].reverse(), { scheme });
        expect(reversed.map((bin) => bin.n)).toEqual(bins.map((bin) => bin.n));
      }),
    );
  });

  it('is undefined without cases and refuses impossible arguments', () => {
    expect(expectedCalibrationError([], [])).toBeUndefined();
    expect(brierScore([], [])).toBeUndefined();
    expect(() => brierScore([1.2], [true])).toThrow('got 1.2');
    expect(() => reliabilityBins([0.2], [])).toThrow('1 and 0');
    expect(() => reliabilityBins([0.2], [true], { bins: 0 })).toThrow('got 0');
  });
});
