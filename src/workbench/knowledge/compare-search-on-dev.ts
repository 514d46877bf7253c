/** Whether one search of the documents is better than another, on the questions of dev. Reads no sealed case. */
import type { SearchComparison } from '../../domain/bench.ts';
import type { ComparisonSettings } from '../../measure/comparison/comparison-settings.ts';
import { compareRetrieval } from '../../measure/retrieval/compare-retrieval.ts';
import { ndcgAt } from '../../measure/retrieval/ndcg-at.ts';
import { countReranked } from './count-reranked.ts';
import type { SearchedQuestion } from './search-on-dev.ts';

/** `undefined` where no question is judged. */
export function compareSearchOnDev(
  candidate: readonly SearchedQuestion[],
  reference: readonly SearchedQuestion[],
  settings: Omit<ComparisonSettings, 'binary'>,
): SearchComparison | undefined {
  const queries = (asked: readonly SearchedQuestion[]) => asked.map(({ query }) => query);
  const compared = compareRetrieval(queries(candidate), queries(reference), ndcgAt(10), settings);
  if (compared === undefined) return undefined;
  const { verdict, candidateMean, referenceMean, interval, pValue, pairs } = compared;
  const reranked = countReranked(candidate);
  const usdPerQuestion = meanCost(candidate.filter(({ query }) => query.relevant.size > 0));
  return {
    verdict,
    candidateNdcg: candidateMean,
    referenceNdcg: referenceMean,
    ...(interval && { interval }),
    pValue,
    questions: pairs,
    ...(usdPerQuestion !== undefined && { usdPerQuestion }),
    ...(reranked && { reranked }),
  };
}

function meanCost(asked: readonly SearchedQuestion[]): number | undefined {
  let sum = 0;
  for (const { costUsd } of asked) {
    if (costUsd === undefined) return undefined;
    sum += costUsd;
  }
  return sum / asked.length;
}
