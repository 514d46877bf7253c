/** Coverage: how much of all that is relevant to some query is ever found. Says nothing of single queries. */
import type { JudgedQuery } from './judge-queries.ts';

export interface Coverage {
  readonly k: number;
  /** Different ids that are relevant to some query. */
  readonly relevant: number;
  /** Of these, retrieved among the first k by at least one query that they are relevant to. */
  readonly found: number;
  /** found ÷ relevant; absent when nothing is relevant. */
  readonly share?: number;
}

/** One entry per k. What a query retrieves by chance, without asking for it, covers nothing. */
export function coverageAt(ks: readonly number[], judged: Iterable<JudgedQuery>): Coverage[] {
  const bestRanks = new Map<string, number>();
  for (const { query, ranking } of judged) {
    for (const id of query.relevant.keys())
      if (!bestRanks.has(id)) bestRanks.set(id, Number.POSITIVE_INFINITY);
    for (const { id, rank } of ranking?.hits ?? [])
      bestRanks.set(id, Math.min(rank, bestRanks.get(id) ?? rank));
  }
  const relevant = bestRanks.size;
  return ks.map((k) => {
    let found = 0;
    for (const rank of bestRanks.values()) if (rank <= k) found += 1;
    return { k, relevant, found, ...(relevant > 0 && { share: found / relevant }) };
  });
}
