/** The interval of a mean score and its name. Knows nothing of what was scored. */
import { bootstrapClusteredMean, bootstrapMean } from '../stats/bootstrap.ts';
import { constantMeanInterval } from '../stats/constant-mean-interval.ts';
import type { Interval } from '../stats/interval.ts';
import { wilson } from '../stats/wilson.ts';
import { wilsonClustered } from '../stats/wilson-clustered.ts';
import type { ComparisonSettings } from './comparison-settings.ts';
import { clusterOf, type Outcome } from './outcome.ts';

export interface NamedInterval {
  readonly interval: Interval;
  readonly method: string;
}

/** Wilson for right/wrong, BCa bootstrap otherwise; by group where cases share one. `undefined` without enough cases or groups. */
export function meanInterval(
  scored: readonly Outcome[],
  { binary, confidence, seed }: ComparisonSettings,
): NamedInterval | undefined {
  const values = scored.map((o) => o.score ?? 0);
  const groups = scored.map(clusterOf);
  const units = new Set(groups).size;
  const clustered = units < groups.length;
  const named = (interval: Interval | undefined, method: string) =>
    interval && { interval, method: clustered ? `${method}, clustered by group` : method };
  if (binary) {
    const right = values.map((v) => v === 1);
    return clustered
      ? named(wilsonClustered(right, groups, confidence), 'Wilson')
      : named(wilson(right.filter(Boolean).length, right.length, confidence), 'Wilson');
  }
  const { interval } = clustered
    ? bootstrapClusteredMean(values, groups, { seed, confidence })
    : bootstrapMean(values, { seed, confidence });
  const [first] = values;
  const constant = first !== undefined && values.every((v) => v === first);
  return (
    named(interval, 'BCa bootstrap') ??
    (constant
      ? named(constantMeanInterval(first, units, { low: 0, high: 1 }, confidence), 'rule of three')
      : undefined)
  );
}
