/** What a metric of retrieval is: one number for one judged list. Knows nothing of means and intervals. */
import type { JudgedRanking } from './judge-ranking.ts';

export interface RetrievalMetric {
  /** As its mean over queries is called: `recall@10`, `mrr`. */
  readonly name: string;
  /** Whether every value is 0 or 1. */
  readonly binary: boolean;
  /** In [0, 1], more being better. Time linear in the relevant items. */
  readonly of: (ranking: JudgedRanking) => number;
}
