/** One metric of one query as the outcome of a case, which is what intervals and paired tests are made from. */
import type { Outcome } from '../comparison/outcome.ts';
import type { JudgedQuery } from './judge-queries.ts';
import type { RetrievalMetric } from './retrieval-metric.ts';

/** Without a score where nothing is relevant. */
export function toOutcome({ query, ranking }: JudgedQuery, metric: RetrievalMetric): Outcome {
  return {
    caseId: query.queryId,
    ...(query.group !== undefined && { group: query.group }),
    tags: query.tags,
    ...(ranking && { score: metric.of(ranking) }),
    failed: false,
    abstained: false,
    otherScores: {},
    concurrency: 1,
  };
}
