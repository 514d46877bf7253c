/** Recall at k: how much of what is relevant is there. Ignores grades, and order within the first k. */
import { requireCount } from '../stats/arguments.ts';
import { hitsWithin } from './hits-within.ts';
import type { RetrievalMetric } from './retrieval-metric.ts';

/**
 * Relevant items among the first k ÷ all relevant items (trec_eval `recall`). Below 1 of necessity where more than k are relevant.
 * @throws RangeError unless k is an integer ≥ 1.
 */
export function recallAt(k: number): RetrievalMetric {
  requireCount('k', k, 1);
  return {
    name: `recall@${k}`,
    binary: false,
    of: (ranking) => hitsWithin(ranking, k) / ranking.gains.length,
  };
}
