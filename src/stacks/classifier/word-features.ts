/** Counts or weighs the words of a text that a vocabulary holds. Knows nothing of how the vocabulary was chosen. */
import type { FeatureBlock } from './classifier-weights.ts';
import { phrases } from './phrases.ts';

/** Value by position in the vocabulary, in the order of first occurrence; what is not there is 0. */
export type WordFeatures = ReadonlyMap<number, number>;

export function wordFeatures(
  block: Exclude<FeatureBlock, { kind: 'embedding' }>,
): (text: string) => WordFeatures {
  const positions = new Map(block.vocabulary.map((phrase, at) => [phrase, at]));
  const longest = block.kind === 'word-counts' ? block.longestPhrase : 1;
  return (text) => {
    const counts = new Map<number, number>();
    for (const phrase of phrases(text, longest)) {
      const at = positions.get(phrase);
      if (at !== undefined) counts.set(at, (counts.get(at) ?? 0) + 1);
    }
    return block.kind === 'word-counts' ? counts : weigh(counts, block);
  };
}

/** Sublinear tf × idf (Manning, Raghavan and Schütze 2008, section 6.4.1) at the length `scale`. */
function weigh(
  counts: WordFeatures,
  { idf, scale }: Extract<FeatureBlock, { kind: 'tf-idf' }>,
): WordFeatures {
  const weights = [...counts].map(
    ([at, count]) => [at, (1 + Math.log(count)) * (idf[at] as number)] as const,
  );
  const length = Math.sqrt(weights.reduce((sum, [, w]) => sum + w * w, 0));
  return new Map(weights.map(([at, w]) => [at, Math.fround((w * scale) / length)]));
}
