/** Compares two retrievers by one metric, query by query. Knows nothing of who they are, nor of other comparisons. */
import type { ComparisonSettings } from '../comparison/comparison-settings.ts';
import { inferPairs, type PairedInference } from '../comparison/infer-pairs.ts';
import type { Interval } from '../stats/interval.ts';
import { nonInferiority, type Verdict } from '../stats/non-inferiority.ts';
import { type JudgedQuery, judgeQueries } from './judge-queries.ts';
import type { RetrievalMetric } from './retrieval-metric.ts';
import type { RetrievalQuery } from './retrieval-query.ts';
import { toOutcome } from './to-outcome.ts';

export interface RetrievalComparison
  extends Pick<PairedInference, 'pairs' | 'pValue' | 'nonInferiorityPValue' | 'won' | 'lost' | 'method'> {
  readonly metric: string;
  /** Queries that nothing is relevant to; they are in no pair. */
  readonly unjudged: number;
  /** Means over the pairs. */
  readonly candidateMean: number;
  readonly referenceMean: number;
  /** Mean of candidate − reference, and its interval. */
  readonly difference: number;
  readonly interval?: Interval;
  readonly verdict: Verdict;
}

/**
 * BCa bootstrap of the differences and Wilcoxon's test; for hit rates Newcombe's interval and exact McNemar; by group where queries share
 * one. The p-value is of this comparison alone: correct several together with `holm`.
 * @returns undefined when no query is judged.
 * @throws RangeError when the two were not asked the same queries with the same judgements and groups, and as `readRetrieval`.
 */
export function compareRetrieval(
  candidate: readonly RetrievalQuery[],
  reference: readonly RetrievalQuery[],
  metric: RetrievalMetric,
  settings: Omit<ComparisonSettings, 'binary'>,
): RetrievalComparison | undefined {
  const [candidates, references] = [judgeQueries(candidate), judgeQueries(reference)];
  requireSameQueries(candidates, references);
  const inference = inferMetric([...candidates.values()], references, metric, settings);
  if (inference === undefined) return undefined;
  const { pairs, mean, interval, pValue, nonInferiorityPValue, won, lost, method } = inference;
  return {
    metric: metric.name,
    pairs,
    unjudged: candidate.length - pairs,
    candidateMean: meanOf(candidates, metric),
    referenceMean: meanOf(references, metric),
    difference: mean,
    ...(interval && { interval }),
    pValue,
    nonInferiorityPValue,
    won,
    lost,
    verdict: nonInferiority(interval, settings.margin).verdict,
    method,
  };
}

/**
 * Metrics are fractions, and 1 − 2/3 is not 2/3 − 1/3 to the last bit: differences are rounded before they are ranked, so that equal ones
 * tie. The reference then stands at 0.
 */
function inferMetric(
  candidates: readonly JudgedQuery[],
  references: ReadonlyMap<string, JudgedQuery>,
  metric: RetrievalMetric,
  settings: Omit<ComparisonSettings, 'binary'>,
): PairedInference | undefined {
  const others = new Map<string, number>();
  const outcomes = candidates.map((item) => {
    const outcome = toOutcome(item, metric);
    const other = references.get(outcome.caseId);
    if (outcome.score === undefined || other?.ranking === undefined) return outcome;
    const otherScore = metric.of(other.ranking);
    others.set(outcome.caseId, metric.binary ? otherScore : 0);
    return metric.binary ? outcome : { ...outcome, score: rounded(outcome.score - otherScore) };
  });
  return inferPairs(outcomes, others, { ...settings, binary: metric.binary });
}

function rounded(difference: number): number {
  return Math.round(difference * 1e12) / 1e12;
}

function meanOf(judged: ReadonlyMap<string, JudgedQuery>, metric: RetrievalMetric): number {
  const values = [...judged.values()].flatMap(({ ranking }) => (ranking ? [metric.of(ranking)] : []));
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}

function requireSameQueries(
  candidates: ReadonlyMap<string, JudgedQuery>,
  references: ReadonlyMap<string, JudgedQuery>,
): void {
  for (const id of references.keys())
    if (!candidates.has(id)) throw new RangeError(`query "${id}" is in the reference alone`);
  for (const [id, { query }] of candidates) {
    const other = references.get(id)?.query;
    if (other === undefined) throw new RangeError(`query "${id}" is in the candidate alone`);
    if (!sameGains(query.relevant, other.relevant))
      throw new RangeError(`query "${id}" is judged differently for candidate and reference`);
    if (query.group !== other.group)
      throw new RangeError(`query "${id}" is in another group for the candidate than for the reference`);
  }
}

function sameGains(first: ReadonlyMap<string, number>, second: ReadonlyMap<string, number>): boolean {
  return first.size === second.size && [...first].every(([id, gain]) => second.get(id) === gain);
}
