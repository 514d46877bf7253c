/** Average precision: precision at each relevant item, averaged over all that are relevant. Ignores grades. */
import { requireCount } from '../stats/arguments.ts';
import type { RetrievalMetric } from './retrieval-metric.ts';

/**
 * Sum of the precision at the rank of each relevant item among the first k, or in the whole list when k is left out, ÷ all relevant items
 * (trec_eval `map_cut` and `map`; other tools divide by k where more than k are relevant). Its mean is the MAP.
 * @throws RangeError unless k is an integer ≥ 1.
 */
export function averagePrecision(k?: number): RetrievalMetric {
  if (k !== undefined) requireCount('k', k, 1);
  return {
    name: k === undefined ? 'map' : `map@${k}`,
    binary: false,
    of: ({ hits, gains }) =>
      hits.reduce((sum, { rank }, i) => (rank <= (k ?? rank) ? sum + (i + 1) / rank : sum), 0) / gains.length,
  };
}
