/** The Wilson interval of a proportion whose cases come in groups; it does not know what makes a group. */
import { clusterDesign } from './cluster.ts';
import type { Interval } from './interval.ts';
import { wilson } from './wilson.ts';

/**
 * Wilson's interval with the effective number of cases in place of n (Dean & Pagano 2015, J. Surv. Stat. Methodol.
 * 3:484), so that forty tickets of one customer do not count as forty witnesses.
 * @param outcomes one per case
 * @param groups the group of each case, same order
 * @returns undefined when there are fewer than two groups: spread between groups cannot be seen.
 */
export function wilsonClustered(
  outcomes: readonly boolean[],
  groups: readonly (string | number)[],
  confidence = 0.95,
): Interval | undefined {
  const design = clusterDesign(outcomes.map(Number), groups);
  if (design === undefined) {
    return undefined;
  }
  const proportion = outcomes.filter(Boolean).length / outcomes.length;
  return wilson(proportion * design.effectiveN, design.effectiveN, confidence);
}
