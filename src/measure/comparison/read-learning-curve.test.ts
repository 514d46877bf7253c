import { describe, expect, it } from 'vitest';
import { readLearningCurve } from './read-learning-curve.ts';
import { outcomesOf } from './testing/outcomes.ts';

const question = { confidence: 0.95, gain: 0.02 };
/** Right on the first so many of 400 cases; a seed shifts a few. */
const run = (right: number, seed: number) =>
  outcomesOf(Array.from({ length: 400 }, (_, i) => Number((i + 3 * seed) % 400 < right)));
const size = (examples: number, right: number) => ({
  examples,
  outcomes: [0, 1, 2].map((seed) => run(right, seed)),
});

describe('readLearningCurve', () => {
  it('reads each size, looks ahead, and says how many more a gain would take', () => {
    const curve = readLearningCurve(
      [size(120, 200), size(250, 260), size(500, 300), size(1000, 320)],
      question,
    );
    expect(curve).toMatchObject({ cases: 400, more: { gainPoints: 2, factor: 8, verdict: 'helps' } });
    expect(
      curve?.readings.map(({ examples, seeds, score }) => [examples, seeds, Number(score.toFixed(9))]),
    ).toEqual([
      [120, 3, 0.5],
      [250, 3, 0.65],
      [500, 3, 0.75],
      [1000, 3, 0.8],
    ]);
    expect(curve?.ahead?.examples).toBe(4000);
    expect(curve?.ahead?.score).toBeGreaterThan(0.8);
    // The error of a reading there comes on top of that of the curve.
    const width = (curve?.ahead?.interval.high ?? 0) - (curve?.ahead?.interval.low ?? 0);
    expect(width * 100).toBeGreaterThan(
      (curve?.ahead?.gainIntervalPoints.high ?? 0) - (curve?.ahead?.gainIntervalPoints.low ?? 0),
    );
    expect(curve?.more?.low).toBeLessThan(curve?.more?.more ?? 0);
  });

  it('leaves out cases that one of them could not be scored on', () => {
    const unscored = run(300, 0).map((one, i) => (i < 100 ? { ...one, score: undefined } : one));
    const curve = readLearningCurve(
      [
        { examples: 100, outcomes: [run(200, 0)] },
        { examples: 200, outcomes: [unscored] },
      ],
      question,
    );
    expect(curve?.cases).toBe(300);
    expect(curve?.readings.map(({ score }) => Number(score.toFixed(3)))).toEqual([0.333, 0.667]);
  });

  it('is none from one size', () => {
    expect(readLearningCurve([size(100, 200)], question)).toBeUndefined();
    expect(readLearningCurve([], question)).toBeUndefined();
  });
});
