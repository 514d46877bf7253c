/** Reciprocal rank: how early the first relevant item comes. Ignores grades and every later item. */
import { requireCount } from '../stats/arguments.ts';
import type { RetrievalMetric } from './retrieval-metric.ts';

/**
 * 1 ÷ rank of the first relevant item, 0 without one among the first k, or in the whole list when k is left out (trec_eval
 * `recip_rank`). Its mean is the MRR.
 * @throws RangeError unless k is an integer ≥ 1.
 */
export function reciprocalRank(k?: number): RetrievalMetric {
  if (k !== undefined) requireCount('k', k, 1);
  return {
    name: k === undefined ? 'mrr' : `mrr@${k}`,
    binary: false,
    of: ({ hits: [first] }) => (first !== undefined && first.rank <= (k ?? first.rank) ? 1 / first.rank : 0),
  };
}
