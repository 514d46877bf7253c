/** Chooses the vocabulary of the word features and weighs it. Knows nothing of labels. */
import type { FeatureBlock } from '../../stacks/classifier/classifier-weights.ts';
import { phrases } from '../../stacks/classifier/phrases.ts';

/** More words than this add size, hardly accuracy: the rarest are left out. */
const maxVocabulary = 5000;
/** Length of the word features beside the embedding's 1; docs/log.md has the values tried. */
const scale = 0.5;

/** idf = 1 + ln((1 + texts) / (1 + texts with the word)); the most widespread words, ties in alphabetical order. */
export function tfIdfBlock(texts: readonly string[]): Extract<FeatureBlock, { kind: 'tf-idf' }> {
  const textsWith = new Map<string, number>();
  for (const text of texts) {
    for (const word of new Set(phrases(text, 1))) textsWith.set(word, (textsWith.get(word) ?? 0) + 1);
  }
  const chosen = [...textsWith].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, maxVocabulary);
  return {
    kind: 'tf-idf',
    vocabulary: chosen.map(([word]) => word),
    idf: Float32Array.from(chosen, ([, count]) => 1 + Math.log((1 + texts.length) / (1 + count))),
    scale,
  };
}
