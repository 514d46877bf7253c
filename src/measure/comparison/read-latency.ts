/** Latency of one stack with order-statistic intervals. Knows nothing of scores. */
import type { Known, Reading } from '../../domain/ladder.ts';
import { quantileInterval } from '../stats/quantile-interval.ts';
import type { Outcome } from './outcome.ts';

/** Fewer answers say nothing of a p95. */
const leastForP95 = 100;

type LatencyReading = Extract<Reading['latency'], { value: unknown }>['value'];

/**
 * p50 and, from 100 answers on, p95. When answers were bought under different loads only those of the most frequent load count, because a
 * quantile over mixed loads describes none of them.
 */
export function readLatency(
  outcomes: readonly Outcome[],
  { confidence, prefixState }: { readonly confidence: number; readonly prefixState: string },
): Known<LatencyReading> {
  const timed = outcomes.filter((o) => !o.failed && o.latencyMs !== undefined);
  const concurrency = commonest(timed.map((o) => o.concurrency));
  const values = timed.filter((o) => o.concurrency === concurrency).map((o) => o.latencyMs ?? 0);
  const p50 = quantileInterval(values, 0.5, confidence);
  if (p50 === undefined || concurrency === undefined) return { unknown: 'no answer was timed' };
  const p95 = values.length >= leastForP95 ? quantileInterval(values, 0.95, confidence) : undefined;
  return {
    value: {
      n: values.length,
      p50Ms: p50.estimate,
      ...bounds('p50IntervalMs', p50),
      ...(p95 && { p95Ms: p95.estimate, ...bounds('p95IntervalMs', p95) }),
      concurrency,
      prefix: prefixState,
    },
  };
}

function bounds<K extends 'p50IntervalMs' | 'p95IntervalMs'>(
  name: K,
  { low, high }: { readonly low: number | undefined; readonly high: number | undefined },
): { [key in K]?: { low: number; high: number } } {
  return low === undefined || high === undefined
    ? {}
    : ({ [name]: { low, high } } as { [key in K]: { low: number; high: number } });
}

function commonest(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const v of values) counts.set(v, (counts.get(v) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || a - b)[0]?.[0];
}
