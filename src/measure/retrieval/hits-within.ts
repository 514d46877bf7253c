/** Counts relevant items among the first k. Knows nothing of what the count is divided by. */
import type { JudgedRanking } from './judge-ranking.ts';

export function hitsWithin({ hits }: JudgedRanking, k: number): number {
  const beyond = hits.findIndex(({ rank }) => rank > k);
  return beyond === -1 ? hits.length : beyond;
}
