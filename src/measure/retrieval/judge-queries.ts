/** Judges each query of a set, whose ids must differ. Knows no metric. */
import { type JudgedRanking, judgeRanking } from './judge-ranking.ts';
import type { RetrievalQuery } from './retrieval-query.ts';

export interface JudgedQuery {
  readonly query: RetrievalQuery;
  /** Absent where nothing is relevant. */
  readonly ranking?: JudgedRanking;
}

/**
 * By query id, in the order given.
 * @throws RangeError for an id that is there twice, and as `judgeRanking`.
 */
export function judgeQueries(queries: readonly RetrievalQuery[]): ReadonlyMap<string, JudgedQuery> {
  const judged = new Map<string, JudgedQuery>();
  for (const query of queries) {
    if (judged.has(query.queryId)) throw new RangeError(`query "${query.queryId}" is there twice`);
    const ranking = judgeRanking(query);
    judged.set(query.queryId, { query, ...(ranking && { ranking }) });
  }
  return judged;
}
