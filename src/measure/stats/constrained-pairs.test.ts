import { expect, it } from 'vitest';
import { constrainedVariance } from './constrained-pairs.ts';

it('keeps the observed shares when they satisfy the constraint already', () => {
  // P(only first) = 0.15, P(only second) = 0.2: difference −0.05, variance 0.35 − 0.05²
  expect(constrainedVariance(0.15, 0.2, -0.05)).toBeCloseTo(0.35 - 0.0025, 12);
});

it('is the variance of a sure loss when no pair disagrees', () => {
  // likelihood is largest at P(only second) = 0.1, P(only first) = 0
  expect(constrainedVariance(0, 0, -0.1)).toBeCloseTo(0.1 - 0.01, 12);
});
