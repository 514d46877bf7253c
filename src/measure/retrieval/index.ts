/** The entry of `fulcrum/retrieval-metrics`: ranked lists and judgements in, figures with intervals out. */
export { averagePrecision } from './average-precision.ts';
export { compareRetrieval, type RetrievalComparison } from './compare-retrieval.ts';
export { hitAt } from './hit-at.ts';
export { type JudgedRanking, judgeRanking } from './judge-ranking.ts';
export { ndcgAt } from './ndcg-at.ts';
export { precisionAt } from './precision-at.ts';
export {
  type MetricReading,
  type RetrievalReading,
  type RetrievalSettings,
  readRetrieval,
} from './read-retrieval.ts';
export { recallAt } from './recall-at.ts';
export { reciprocalRank } from './reciprocal-rank.ts';
export type { RetrievalMetric } from './retrieval-metric.ts';
export { retrievalMetrics } from './retrieval-metrics.ts';
export type { RetrievalQuery } from './retrieval-query.ts';
