/** The metrics every reading shows, in the order it shows them. Knows none of their formulas. */
import { averagePrecision } from './average-precision.ts';
import { hitAt } from './hit-at.ts';
import { ndcgAt } from './ndcg-at.ts';
import { precisionAt } from './precision-at.ts';
import { recallAt } from './recall-at.ts';
import { reciprocalRank } from './reciprocal-rank.ts';
import type { RetrievalMetric } from './retrieval-metric.ts';

/** Four for each cutoff, and MRR and MAP over the whole lists. */
export function retrievalMetrics(ks: readonly number[]): readonly RetrievalMetric[] {
  const cut = [recallAt, precisionAt, hitAt, ndcgAt].flatMap((metricAt) => ks.map((k) => metricAt(k)));
  return [...cut, reciprocalRank(), averagePrecision()];
}
