import { describe, expect, it } from 'vitest';
import { bcaInterval, jackknifeAcceleration } from './bca-interval.ts';

const DATA = [0.312, -0.107, 0.834, 0.011, 0.219, 0.053, 1.927, -0.441, 0.618, 0.143, 0.007, 0.731];
const ESTIMATE = 0.3589166666666666;
const ACCELERATION = 0.06479873811136466;

describe('bcaInterval', () => {
  it('agrees with SciPy on the same replicates', () => {
    // scipy 1.17.1: _resampling._bca_interval((data,), mean, theta_hat_b=reps, alpha=0.025), then numpy.percentile;
    // reps = sort(((i*i*7 + i*13) % 499) / 700 for i in range(500))
    const replicates = Float64Array.from(
      { length: 500 },
      (_, i) => ((i * i * 7 + i * 13) % 499) / 700,
    ).sort();
    const interval = bcaInterval(replicates, ESTIMATE, ACCELERATION, 0.95);
    expect(interval?.low).toBeCloseTo(0.029470002641931305, 10);
    expect(interval?.high).toBeCloseTo(0.7049760408364661, 10);
  });

  it('is undefined when every replicate lies on one side of the estimate', () => {
    expect(bcaInterval(Float64Array.of(1, 2, 3), 0.5, 0, 0.95)).toBeUndefined();
    expect(bcaInterval(Float64Array.of(1, 2, 3), 3.5, 0, 0.95)).toBeUndefined();
  });

  it('is undefined when the skew is too strong to correct', () => {
    expect(bcaInterval(Float64Array.of(1, 2, 3, 4), 2.5, 0.6, 0.95)).toBeUndefined();
  });
});

describe('jackknifeAcceleration', () => {
  it('agrees with SciPy for a mean', () => {
    const sum = DATA.reduce((total, value) => total + value, 0);
    const leaveOneOut = Float64Array.from(DATA, (value) => (sum - value) / (DATA.length - 1));
    // the a_hat that _bca_interval returns
    expect(jackknifeAcceleration(leaveOneOut)).toBeCloseTo(ACCELERATION, 12);
  });

  it('sees no spread in equal values, rounding noise included', () => {
    expect(jackknifeAcceleration(Float64Array.of(0.1, 0.1, 0.1))).toBeUndefined();
    expect(jackknifeAcceleration(Float64Array.of(0.3, 0.1 + 0.2, 0.3))).toBeUndefined();
  });
});
