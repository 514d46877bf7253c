import { describe, expect, it } from 'vitest';
import { curveReadings } from './curve-readings.ts';

describe('curveReadings', () => {
  // By hand: case means of the first size 1, .5, .5, 0, of the second 1, 1, .5, .5. Their variances are 1/6 and 1/12, the covariance 1/12.
  const sizes = [
    {
      n: 10,
      outcomes: [
        [1, 1, 0, 0],
        [1, 0, 1, 0],
      ],
    },
    {
      n: 20,
      outcomes: [
        [1, 1, 1, 1],
        [1, 1, 0, 0],
      ],
    },
  ];

  it('splits the variance into what sizes share, what is their own, and what training adds', () => {
    const found = curveReadings(sizes);
    expect(found?.sharedStandardError).toBeCloseTo(Math.sqrt(1 / 12 / 4), 12);
    // Scores of the seeds: .5 and .5, 1 and .5: variances 0 and 1/8, pooled 1/16.
    expect(found?.trainingDeviation).toBeCloseTo(0.25, 12);
    expect(found?.readings.map(({ n, score }) => [n, score])).toEqual([
      [10, 0.5],
      [20, 0.75],
    ]);
    // What two seeds differ by on one case (1/4, halved by two seeds) is more than the rest of the variance between cases.
    const training = Math.sqrt(1 / 16 / 2);
    for (const { standardError } of found?.readings ?? [])
      expect(standardError).toBeCloseTo(Math.max(training, 1 / 4), 12);
  });

  it('knows nothing of training from one seed, and takes no error to be below one case', () => {
    const single = sizes.map(({ n, outcomes }) => ({ n, outcomes: outcomes.slice(0, 1) }));
    const found = curveReadings(single);
    expect(found).not.toHaveProperty('trainingDeviation');
    expect(found?.readings[1]).toEqual({ n: 20, score: 1, standardError: 1 / 4 });
  });

  it('finds the error that a simulation of independent cases has', () => {
    // 400 cases right with 0.5 at both sizes, none related to another: standard error √(0.25 ÷ 400) = 0.025.
    const half = (shift: number) => Array.from({ length: 400 }, (_, i) => ((i + shift) >> 1) % 2);
    const found = curveReadings([
      { n: 1, outcomes: [half(0)] },
      { n: 2, outcomes: [half(1)] },
    ]);
    expect(found?.readings[0]?.standardError).toBeCloseTo(0.025, 3);
    expect(found?.sharedStandardError).toBeLessThan(0.002);
  });

  it('needs two sizes and two cases, of the same cases', () => {
    expect(curveReadings(sizes.slice(0, 1))).toBeUndefined();
    expect(curveReadings([])).toBeUndefined();
    expect(curveReadings([1, 2].map((n) => ({ n, outcomes: [[1]] })))).toBeUndefined();
    expect(() =>
      curveReadings([
        { n: 1, outcomes: [[1, 0]] },
        { n: 2, outcomes: [[1, 0, 1]] },
      ]),
    ).toThrow('same length');
    expect(() => curveReadings([1, 2].map((n) => ({ n, outcomes: [[1, Number.NaN]] })))).toThrow('finite');
  });
});
