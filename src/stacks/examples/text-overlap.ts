/** How much two texts have in common, to keep a case's near-duplicate out of its own prompt. */
import { words } from './words.ts';

/** At or above this overlap two texts count as near-duplicates. */
export const nearDuplicateOverlap = 0.8;

/** The set of word pairs of a text (single words for one-word texts). */
export function wordPairs(text: string): ReadonlySet<string> {
  const all = words(text);
  if (all.length < 2) return new Set(all);
  return new Set(all.slice(1).map((word, i) => `${all[i]} ${word}`));
}

/** Jaccard similarity of two sets of word pairs, in [0, 1]; 1 for two empty texts. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const pair of small) if (large.has(pair)) shared++;
  const union = a.size + b.size - shared;
  return union === 0 ? 1 : shared / union;
}
