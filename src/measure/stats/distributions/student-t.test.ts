import { expect, it } from 'vitest';
import { studentTCdf } from './student-t.ts';

// scipy 1.17.1: scipy.stats.t.cdf(t, df)
it.each([
  [-2.5, 3, 0.04385332350403278],
  [0, 7, 0.5],
  [1.7, 11.5, 0.9420057895359654],
  [4, 300, 0.9999600799775814],
  [-12, 5, 3.544746258580761e-5],
])('P(T ≤ %d) with %d degrees of freedom agrees with SciPy', (t, df, expected) => {
  expect(studentTCdf(t, df)).toBeCloseTo(expected, 12);
});

it('refuses no degrees of freedom', () => {
  expect(() => studentTCdf(1, 0)).toThrow(RangeError);
});
