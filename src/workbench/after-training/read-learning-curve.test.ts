import { expect, test } from 'vitest';
import type { Measurement } from '../../domain/bench.ts';
import { readLearningCurve } from './read-learning-curve.ts';

/** The first `right` of 200 cases right; where told, one of them unscored. */
const reading = (right: number, unscored?: number): Measurement => ({
  stackHash: 'x',
  split: 'dev',
  cases: Array.from({ length: 200 }, (_, i) => ({
    caseId: `c${i}`,
    score:
      i === unscored
        ? ({ kind: 'unscored', reason: 'failed' } as const)
        : ({ kind: 'scored', value: i < right ? 1 : 0 } as const),
  })),
  meanScore: right / 200,
  scored: 200,
  unscored: 0,
});
const settings = { gain: 0.05, confidence: 0.95 };

test('what grows on is told to grow, with the cases that every reading scored', () => {
  const parts = [
    { examples: 125, readings: [reading(60)] },
    { examples: 250, readings: [reading(90)] },
    { examples: 500, readings: [reading(120, 199)] },
  ];
  const curve = readLearningCurve(parts, settings);
  expect(curve?.cases).toBe(199);
  expect(curve?.readings.map(({ examples, seeds }) => [examples, seeds])).toEqual([
    [125, 1],
    [250, 1],
    [500, 1],
  ]);
  // By 15 points with each doubling so far.
  expect(curve?.ahead?.examples).toBe(1000);
  expect(curve?.ahead?.gainPoints).toBeGreaterThan(8);
  expect(curve?.more).toMatchObject({ gainPoints: 5, factor: 8, verdict: 'helps' });
  expect(curve?.more?.more).toBeLessThan(500);
});

test('what has stopped growing is told so', () => {
  const parts = [125, 250, 500].map((examples) => ({ examples, readings: [reading(150), reading(150)] }));
  const curve = readLearningCurve(parts, settings);
  expect(curve?.more?.verdict).toBe('will not help');
  expect(curve?.readings[0]?.seeds).toBe(2);
});

test('one size is no curve', () => {
  expect(readLearningCurve([{ examples: 5, readings: [reading(1)] }], settings)).toBeUndefined();
});
