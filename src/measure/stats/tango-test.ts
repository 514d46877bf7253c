/** Tango's score test that a paired proportion is not worse by a margin; the verdict itself is `nonInferiority`. */
import { requireFraction } from './arguments.ts';
import { constrainedVariance } from './constrained-pairs.ts';
import { normalCdf } from './distributions/normal.ts';
import { type PairedTable, pairsIn } from './paired-table.ts';

export interface NonInferiorityTest {
  /** Standard normal score, or Student's t; large speaks for 'no worse'. */
  readonly statistic: number;
  /** One-sided p-value of H0: difference ≤ −margin. */
  readonly pValue: number;
}

/**
 * Tests H0: P(first right) − P(second right) ≤ −margin (Tango 1998, Stat. Med. 17:891; the same as Nam 1997,
 * Biometrics 53:1422). It holds its level better than Wald's test and is defined without any discordant pair.
 * @param margin strictly between 0 and 1, as a proportion: 0.05 is five points
 * @returns undefined for an empty table.
 */
export function tangoTest(table: PairedTable, margin: number): NonInferiorityTest | undefined {
  requireFraction('margin', margin);
  const n = pairsIn(table);
  if (n === 0) {
    return undefined;
  }
  const onlyFirst = table.onlyFirst / n;
  const onlySecond = table.onlySecond / n;
  const standardError = Math.sqrt(constrainedVariance(onlyFirst, onlySecond, -margin) / n);
  const statistic = (onlyFirst - onlySecond + margin) / standardError;
  return { statistic, pValue: normalCdf(-statistic) };
}
