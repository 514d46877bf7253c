/** Normalised discounted cumulative gain at k: the one metric here that reads grades. */
import { requireCount } from '../stats/arguments.ts';
import type { RetrievalMetric } from './retrieval-metric.ts';

/**
 * Gain ÷ log2(rank + 1) summed over the first k, ÷ the same sum of the best possible list (Järvelin & Kekäläinen 2002, ACM TOIS 20:422,
 * with the discount of trec_eval). The gain is linear, as in trec_eval's `ndcg_cut`: a grade of 3 counts three times a grade of 1, not
 * 2³ − 1 = 7 times as in the exponential form.
 * @throws RangeError unless k is an integer ≥ 1.
 */
export function ndcgAt(k: number): RetrievalMetric {
  requireCount('k', k, 1);
  return {
    name: `ndcg@${k}`,
    binary: false,
    of: ({ hits, gains }) => {
      const [highest = 1] = gains;
      const discounted = (gain: number, rank: number) =>
        rank <= k ? gain / highest / Math.log2(rank + 1) : 0;
      const got = hits.reduce((sum, { gain, rank }) => sum + discounted(gain, rank), 0);
      const best = gains.reduce((sum, gain, i) => sum + discounted(gain, i + 1), 0);
      return Math.min(1, got / best);
    },
  };
}
