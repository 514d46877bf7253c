/** The interval of a mean score. Knows nothing of what was scored. */
import { bootstrapClusteredMean, bootstrapMean } from '../stats/bootstrap.ts';
import { constantMeanInterval } from '../stats/constant-mean-interval.ts';
import type { Interval } from '../stats/interval.ts';
import { wilson } from '../stats/wilson.ts';
import { wilsonClustered } from '../stats/wilson-clustered.ts';
import type { ComparisonSettings } from './compare-outcomes.ts';
import type { Outcome } from './outcome.ts';

/** Wilson for right/wrong, BCa bootstrap otherwise; by group where cases share one. */
export function meanInterval(
  scored: readonly Outcome[],
  { binary, confidence, seed }: ComparisonSettings,
): Interval | undefined {
  const values = scored.map((o) => o.score ?? 0);
  const groups = scored.map((o) => o.group ?? `case ${o.caseId}`);
  const clustered = new Set(groups).size < groups.length;
  if (binary) {
    const right = values.map((v) => v === 1);
    return clustered
      ? wilsonClustered(right, groups, confidence)
      : wilson(right.filter(Boolean).length, right.length, confidence);
  }
  const { interval } = clustered
    ? bootstrapClusteredMean(values, groups, { seed, confidence })
    : bootstrapMean(values, { seed, confidence });
  const [first] = values;
  const constant = first !== undefined && values.every((v) => v === first);
  return (
    interval ??
    (constant
      ? constantMeanInterval(first, new Set(groups).size, { low: 0, high: 1 }, confidence)
      : undefined)
  );
}
