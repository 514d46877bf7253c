import { describe, expect, test } from 'vitest';
import { abstentionThreshold } from './abstention-threshold.ts';
import { fitTemperature } from './fit-temperature.ts';
import { accuracy, logLoss } from './scored-rows.ts';

describe('temperature', () => {
  // Two classes, scores (d, 0): stated P = logistic(d / T). Where d = 2 and 3 of 4 rows are right, the least log-loss is at
  // logistic(2 / T) = 3 / 4, so T = 2 / ln 3.
  const rows = { scores: Float64Array.of(2, 0, 2, 0, 2, 0, 2, 0), classes: [0, 0, 0, 1], classCount: 2 };

  test('makes the stated probability the observed share', () => {
    expect(fitTemperature(rows)).toBeCloseTo(2 / Math.log(3), 5);
  });

  test('log-loss by hand', () => {
    const right = -Math.log(1 / (1 + Math.exp(-2)));
    const wrong = -Math.log(1 / (1 + Math.exp(2)));
    expect(logLoss(rows, 1)).toBeCloseTo((3 * right + wrong) / 4, 12);
    expect(accuracy(rows)).toBe(0.75);
  });

  test('scores far apart stay finite', () => {
    expect(logLoss({ scores: Float64Array.of(9000, -9000), classes: [1], classCount: 2 }, 1)).toBe(18_000);
  });
});

describe('abstention', () => {
  const answers = [
    { probability: 0.9, right: true },
    { probability: 0.8, right: true },
    { probability: 0.7, right: false },
    { probability: 0.6, right: true },
    { probability: 0.5, right: false },
  ];

  test('answers as many as reach the precision', () => {
    expect(abstentionThreshold(answers, 1)).toBe(0.8);
    expect(abstentionThreshold(answers, 0.75)).toBe(0.6);
    expect(abstentionThreshold(answers, 0.6)).toBe(0.5);
  });

  test('the order of the rows does not matter', () => {
    expect(abstentionThreshold(answers.toReversed(), 0.75)).toBe(0.6);
  });

  test('equally sure answers are given or withheld together', () => {
    const tied = [
      { probability: 0.9, right: true },
      { probability: 0.8, right: true },
      { probability: 0.8, right: false },
    ];
    expect(abstentionThreshold(tied, 0.9)).toBe(0.9);
  });

  test('where nothing reaches it, only certainty is answered', () => {
    expect(abstentionThreshold([{ probability: 0.9, right: false }], 0.9)).toBe(1);
    expect(abstentionThreshold([], 0.9)).toBe(1);
  });
});
