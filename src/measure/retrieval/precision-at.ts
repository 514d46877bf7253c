/** Precision at k: how much of what is shown is relevant. Ignores grades, and order within the first k. */
import { requireCount } from '../stats/arguments.ts';
import { hitsWithin } from './hits-within.ts';
import type { RetrievalMetric } from './retrieval-metric.ts';

/**
 * Relevant items among the first k ÷ k (trec_eval `P`). Places that a shorter list leaves empty count as not relevant.
 * @throws RangeError unless k is an integer ≥ 1.
 */
export function precisionAt(k: number): RetrievalMetric {
  requireCount('k', k, 1);
  return { name: `precision@${k}`, binary: false, of: (ranking) => hitsWithin(ranking, k) / k };
}
