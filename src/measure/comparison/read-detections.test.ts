import { expect, it } from 'vitest';
import { readDetections } from './read-detections.ts';
import { outcome } from './testing/outcomes.ts';

const seen = (expected: boolean, found: boolean, times: number) =>
  Array.from({ length: times }, () => outcome('c', { detections: { abstention: { expected, found } } }));

it('gives precision and recall with their intervals, over the cases that can tell', () => {
  const [reading, ...others] = readDetections(
    [
      ...seen(true, true, 8),
      ...seen(true, false, 2),
      ...seen(false, true, 4),
      ...seen(false, false, 6),
      outcome('failed'),
    ],
    0.95,
  );
  expect(others).toEqual([]);
  expect(reading).toMatchObject({ scorer: 'abstention', cases: 20, expected: 10, found: 12, right: 8 });
  expect(reading?.precision).toBeCloseTo(8 / 12, 12);
  expect(reading?.recall).toBe(0.8);
  // statsmodels proportion_confint(8, 10, method='wilson').
  expect(reading?.recallInterval?.low).toBeCloseTo(0.490162, 6);
  expect(reading?.recallInterval?.high).toBeCloseTo(0.943318, 6);
});

it('leaves out what would be 0 of 0', () => {
  const [never] = readDetections(seen(false, false, 3), 0.95);
  expect(never).toEqual({ scorer: 'abstention', cases: 3, expected: 0, found: 0, right: 0 });
  expect(readDetections([outcome('c')], 0.95)).toEqual([]);
});
