/** How much grouped cases repeat each other: intraclass correlation, design effect, effective n. Knows no scores. */
import { requireFinite, requireSameLength } from './arguments.ts';

export interface ClusterDesign {
  readonly n: number;
  readonly clusters: number;
  /** One-way ANOVA estimate of ρ, −1 … 1; undefined when every group has one case or all values are equal. */
  readonly intraclass: number | undefined;
  /** Factor by which grouping inflates the variance of the mean, ≥ 1. */
  readonly designEffect: number;
  /** n ÷ designEffect: independent cases worth as much as these. */
  readonly effectiveN: number;
}

/**
 * Design of `values` (0/1 for right and wrong, or scores) in `groups`, same order. ρ is the one-way ANOVA estimator,
 * ICC(1,1) of Shrout & Fleiss 1979 (Psychol. Bull. 86:420), for unequal groups with Donner's mean size (Donner 1986,
 * Int. Stat. Rev. 54:67). The design effect is 1 + (m′ − 1) ρ with m′ = Σm² ÷ Σm (Kish 1987). A negative ρ counts
 * as 0; values without any spread count as ρ = 1, because they cannot show that the cases of a group are independent.
 * @returns undefined for fewer than two groups.
 */
export function clusterDesign(
  values: readonly number[],
  groups: readonly (string | number)[],
): ClusterDesign | undefined {
  requireSameLength('values', values, 'groups', groups);
  requireFinite('values', values);
  const members = new Map<string | number, number[]>();
  values.forEach((value, i) => {
    const group = groups[i] as string | number;
    const list = members.get(group);
    if (list === undefined) {
      members.set(group, [value]);
    } else {
      list.push(value);
    }
  });
  const n = values.length;
  const clusters = members.size;
  if (clusters < 2) {
    return undefined;
  }
  const lists = [...members.values()];
  const sumOfSquaredSizes = lists.reduce((sum, list) => sum + list.length ** 2, 0);
  const meanSize = sumOfSquaredSizes / n;
  const intraclass = n === clusters ? undefined : anovaIntraclass(lists, n, sumOfSquaredSizes);
  const correlation = n === clusters ? 0 : Math.max(0, intraclass ?? 1);
  const designEffect = 1 + (meanSize - 1) * correlation;
  return { n, clusters, intraclass, designEffect, effectiveN: n / designEffect };
}

function anovaIntraclass(
  lists: readonly (readonly number[])[],
  n: number,
  sumOfSquaredSizes: number,
): number | undefined {
  const grandMean = lists.reduce((sum, list) => sum + total(list), 0) / n;
  let between = 0;
  let within = 0;
  for (const list of lists) {
    const mean = total(list) / list.length;
    between += list.length * (mean - grandMean) ** 2;
    within += list.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  }
  const meanSquareBetween = between / (lists.length - 1);
  const meanSquareWithin = within / (n - lists.length);
  const size = (n - sumOfSquaredSizes / n) / (lists.length - 1);
  const spread = meanSquareBetween + (size - 1) * meanSquareWithin;
  return spread > 0 ? (meanSquareBetween - meanSquareWithin) / spread : undefined;
}

function total(list: readonly number[]): number {
  return list.reduce((sum, value) => sum + value, 0);
}
