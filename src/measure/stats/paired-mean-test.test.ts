import { expect, it } from 'vitest';
import { pairedMeanTest } from './paired-mean-test.ts';

const DIFFERENCES = [0.1, -0.2, 0.05, 0.3, 0, 0.15, -0.1, 0.2];

// scipy 1.17.1: ttest_1samp(d, -margin, alternative='greater')
it.each([
  [0.05, 1.9639610121239315, 0.045145587174158106],
  [0.2, 4.58257569495584, 0.0012679980401290513],
])('with margin %d agrees with SciPy', (margin, statistic, pValue) => {
  const result = pairedMeanTest(DIFFERENCES, margin);
  expect(result?.statistic).toBeCloseTo(statistic, 10);
  expect(result?.pValue).toBeCloseTo(pValue, 10);
});

it('is undefined without spread and refuses impossible arguments', () => {
  expect(pairedMeanTest([0.3], 0.1)).toBeUndefined();
  expect(pairedMeanTest([0.1, 0.1, 0.1], 0.1)).toBeUndefined();
  expect(() => pairedMeanTest([0.1, Number.NaN], 0.1)).toThrow('NaN');
  expect(() => pairedMeanTest(DIFFERENCES, 0)).toThrow('got 0');
});
