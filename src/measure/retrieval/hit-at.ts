/** Hit at k: whether anything relevant is there at all. Its mean is the hit rate. */
import { requireCount } from '../stats/arguments.ts';
import { hitsWithin } from './hits-within.ts';
import type { RetrievalMetric } from './retrieval-metric.ts';

/**
 * 1 with a relevant item among the first k, else 0 (trec_eval `success`).
 * @throws RangeError unless k is an integer ≥ 1.
 */
export function hitAt(k: number): RetrievalMetric {
  requireCount('k', k, 1);
  return { name: `hit@${k}`, binary: true, of: (ranking) => Math.min(1, hitsWithin(ranking, k)) };
}
