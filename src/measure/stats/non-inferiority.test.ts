import { describe, expect, it } from 'vitest';
import { nonInferiority } from './non-inferiority.ts';

describe('nonInferiority', () => {
  it.each([
    [0.01, 0.09, 'better', false],
    [-0.03, 0.04, 'no worse', false],
    [-0.04, -0.01, 'no worse', true],
    [-0.12, -0.06, 'worse', false],
    [-0.08, -0.01, 'worse', false],
    [-0.08, 0.02, 'cannot tell', false],
    [-0.2, 0.2, 'cannot tell', false],
    // an end that touches has not crossed
    [0, 0.05, 'no worse', false],
    [-0.05, 0.01, 'cannot tell', false],
    [-0.05, 0, 'cannot tell', false],
    [-0.05, -0.01, 'worse', false],
    [-0.04, 0, 'no worse', false],
  ])('reads %d … %d with a margin of five points as %s', (low, high, verdict, smallLoss) => {
    expect(nonInferiority({ low, high }, 0.05)).toEqual({ verdict, smallLoss });
  });

  it('cannot tell without an interval', () => {
    expect(nonInferiority(undefined, 0.05).verdict).toBe('cannot tell');
  });

  it.each([0, -0.05, Number.NaN, Infinity])('refuses a margin of %d', (margin) => {
    expect(() => nonInferiority({ low: 0, high: 1 }, margin)).toThrow(`got ${margin}`);
  });

  it('refuses ends that are out of order or no numbers', () => {
    expect(() => nonInferiority({ low: 0.2, high: 0.1 }, 0.05)).toThrow('0.2 … 0.1');
    expect(() => nonInferiority({ low: Number.NaN, high: 0.1 }, 0.05)).toThrow('NaN');
  });
});
