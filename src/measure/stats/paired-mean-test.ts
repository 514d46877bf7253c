/** Student's test that a mean difference is not worse by a margin; the verdict itself is `nonInferiority`. */
import { requireFinite } from './arguments.ts';
import { studentTCdf } from './distributions/student-t.ts';
import type { NonInferiorityTest } from './tango-test.ts';

/**
 * Tests H0: mean of `differences` ≤ −margin with the one-sided paired t-test.
 * @param margin positive, in the unit of the differences
 * @returns undefined for fewer than two differences or none that vary.
 * @throws RangeError for a difference that is not finite or a margin that is not positive.
 */
export function pairedMeanTest(
  differences: readonly number[],
  margin: number,
): NonInferiorityTest | undefined {
  requireFinite('differences', differences);
  if (!(margin > 0 && Number.isFinite(margin))) {
    throw new RangeError(`margin must be a positive number, got ${margin}`);
  }
  const n = differences.length;
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (n - 1);
  if (n < 2 || differences.every((d) => d === differences[0])) {
    return undefined;
  }
  const statistic = (mean + margin) / Math.sqrt(variance / n);
  return { statistic, pValue: studentTCdf(-statistic, n - 1) };
}
