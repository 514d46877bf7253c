/** Reads the lists of one retriever into its figures, whole and by tag. Knows no other retriever. */
import { meanInterval } from '../comparison/mean-interval.ts';
import type { Interval } from '../stats/interval.ts';
import { type Coverage, coverageAt } from './coverage-at.ts';
import { type JudgedQuery, judgeQueries } from './judge-queries.ts';
import type { RetrievalMetric } from './retrieval-metric.ts';
import { retrievalMetrics } from './retrieval-metrics.ts';
import type { RetrievalQuery } from './retrieval-query.ts';
import { toOutcome } from './to-outcome.ts';

export interface RetrievalSettings {
  /** Cutoffs, integers ≥ 1; shown in rising order, each once. */
  readonly ks: readonly number[];
  readonly seed: string;
  /** E.g. 0.95. */
  readonly confidence: number;
}

export interface MetricReading {
  /** `recall@k`, `precision@k`, `hit@k`, `ndcg@k` for each k, then `mrr` and `map`. */
  readonly metric: string;
  /** Over the judged queries; absent when there are none. */
  readonly mean?: number;
  /** Judged queries. */
  readonly n: number;
  /** Queries that nothing is relevant to; they are in no mean. */
  readonly unjudged: number;
  readonly interval?: Interval;
  /** How the interval was made. */
  readonly method?: string;
}

export interface RetrievalFigures {
  readonly metrics: readonly MetricReading[];
  readonly coverage: readonly Coverage[];
}

export interface RetrievalReading extends RetrievalFigures {
  /** Judged and unjudged. */
  readonly queries: number;
  /** Largest first; a query is in the slice of each of its tags. Slices with fewer than 10 judged queries are left out. */
  readonly slices: readonly (RetrievalFigures & { readonly tag: string })[];
}

const leastQueries = 10;

/**
 * Intervals are BCa bootstraps, and Wilson's for hit rates; by group where queries share one.
 * @throws RangeError for no or impossible cutoffs, two queries of one id, an id ranked twice or a gain that is not finite and above 0.
 */
export function readRetrieval(
  queries: readonly RetrievalQuery[],
  settings: RetrievalSettings,
): RetrievalReading {
  if (settings.ks.length === 0) throw new RangeError('ks must name at least one cutoff');
  const ks = [...new Set(settings.ks)].sort((a, b) => a - b);
  const metrics = retrievalMetrics(ks);
  const read = (judged: readonly JudgedQuery[]): RetrievalFigures => ({
    metrics: metrics.map((metric) => readMetric(metric, judged, settings)),
    coverage: coverageAt(ks, judged),
  });
  const judged = [...judgeQueries(queries).values()];
  const slices = [...byTag(judged)]
    .map(([tag, slice]) => ({ tag, slice, n: slice.filter((q) => q.ranking).length }))
    .filter(({ n }) => n >= leastQueries)
    .sort((a, b) => b.n - a.n || (a.tag < b.tag ? -1 : 1));
  return {
    queries: queries.length,
    ...read(judged),
    slices: slices.map(({ tag, slice }) => ({ tag, ...read(slice) })),
  };
}

function readMetric(
  metric: RetrievalMetric,
  judged: readonly JudgedQuery[],
  { confidence, seed }: RetrievalSettings,
): MetricReading {
  const scored = judged.map((q) => toOutcome(q, metric)).filter((o) => o.score !== undefined);
  // The margin is for comparisons alone.
  const named = meanInterval(scored, { binary: metric.binary, margin: 1, confidence, seed });
  const n = scored.length;
  return {
    metric: metric.name,
    ...(n > 0 && { mean: scored.reduce((sum, o) => sum + (o.score ?? 0), 0) / n }),
    n,
    unjudged: judged.length - n,
    ...named,
  };
}

/** A tag that a query has twice counts once. */
function byTag(judged: readonly JudgedQuery[]): ReadonlyMap<string, JudgedQuery[]> {
  const slices = new Map<string, JudgedQuery[]>();
  for (const item of judged) {
    for (const tag of new Set(item.query.tags)) {
      const slice = slices.get(tag);
      if (slice === undefined) slices.set(tag, [item]);
      else slice.push(item);
    }
  }
  return slices;
}
