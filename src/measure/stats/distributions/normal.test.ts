import { describe, expect, it } from 'vitest';
import { criticalZ, normalCdf, normalQuantile } from './normal.ts';

// scipy 1.17.1: scipy.stats.norm.cdf(x)
const CDF: [number, number][] = [
  [-37, 5.7255712225239266e-300],
  [-8, 6.22096057427174e-16],
  [-3, 0.0013498980316300933],
  [-2.999, 0.0013543365337271057],
  [-1.5, 0.06680720126885807],
  [-0.1, 0.460172162722971],
  [0, 0.5],
  [0.7, 0.758036347776927],
  [2.5, 0.9937903346742238],
  [3, 0.9986501019683699],
  [5, 0.9999997133484281],
];

// scipy 1.17.1: scipy.stats.norm.ppf(p)
const QUANTILES: [number, number][] = [
  [1e-300, -37.0470962993612],
  [1e-12, -7.034483825301131],
  [0.001, -3.090232306167813],
  [0.02425, -1.972961051311885],
  [0.025, -1.9599639845400545],
  [0.3, -0.5244005127080409],
  [0.5, 0],
  [0.8, 0.8416212335729143],
  [0.975, 1.959963984540054],
  [0.999999, 4.753424308817087],
];

describe('normal', () => {
  it.each(CDF)('gives P(Z ≤ %d) as SciPy does, to twelve relative digits', (x, expected) => {
    expect(normalCdf(x) / expected).toBeCloseTo(1, 11);
  });

  it.each(QUANTILES)('gives the quantile at %d as SciPy does', (probability, expected) => {
    expect(normalQuantile(probability)).toBeCloseTo(expected, 10);
  });

  it('reaches 0 and 1 at the infinities', () => {
    expect([normalCdf(-Infinity), normalCdf(Infinity)]).toEqual([0, 1]);
  });

  it('gives the familiar critical value', () => {
    expect(criticalZ(0.95)).toBeCloseTo(1.959963984540054, 10);
  });

  it.each([0, 1, -0.1, Number.NaN])('refuses a probability of %d', (bad) => {
    expect(() => normalQuantile(bad)).toThrow(RangeError);
    expect(() => criticalZ(bad)).toThrow(String(bad));
  });
});
