/** Whether a search is unsure of its best passage, so that asking somebody better may pay. Knows nobody to ask. */
import type { SearchResult } from './search-corpus.ts';

/**
 * True when the best leads the second by less than `margin`, a share of the best score, or when words and vectors, both searched, do not put
 * it first alike. False where there is nothing to put in order.
 */
export function isCloseCall(
  { found, fusion }: Pick<SearchResult, 'found' | 'fusion'>,
  margin: number,
): boolean {
  const [first, second] = found;
  if (first === undefined || second === undefined) return false;
  const areBothSearched = fusion.kind === 'rrf' || fusion.kind === 'weighted';
  if (areBothSearched && (first.words?.rank !== 1 || first.vectors?.rank !== 1)) return true;
  const best = first.fused.score;
  return best <= 0 || best - second.fused.score < margin * best;
}
