/** Finds the relevant items of one query in its list, once for all metrics. Knows no metric and no cutoff. */
import type { RetrievalQuery } from './retrieval-query.ts';

export interface JudgedRanking {
  /** The relevant items that were retrieved, by rank. */
  readonly hits: readonly Hit[];
  /** Of all relevant items, retrieved or not, highest first; at least one. */
  readonly gains: readonly number[];
}

export interface Hit {
  readonly id: string;
  /** From 1. */
  readonly rank: number;
  readonly gain: number;
}

/**
 * Time linear in the list, and R log R in the R relevant items.
 * @returns undefined when nothing is relevant: there is nothing to find, and so nothing to rate.
 * @throws RangeError for an id that is ranked twice, or a gain that is not finite and above 0.
 */
export function judgeRanking({ queryId, ranked, relevant }: RetrievalQuery): JudgedRanking | undefined {
  for (const [id, gain] of relevant)
    if (!(gain > 0 && Number.isFinite(gain)))
      throw new RangeError(`query "${queryId}": the gain of "${id}" must be finite and above 0, got ${gain}`);
  const seen = new Set<string>();
  const hits: Hit[] = [];
  for (const id of ranked) {
    if (seen.has(id)) throw new RangeError(`query "${queryId}": "${id}" is ranked twice`);
    seen.add(id);
    const gain = relevant.get(id);
    if (gain !== undefined) hits.push({ id, rank: seen.size, gain });
  }
  if (relevant.size === 0) return undefined;
  return { hits, gains: [...relevant.values()].sort((a, b) => b - a) };
}
