/** Counts what a vocabulary holds of a text. Knows nothing of how the vocabulary was chosen. */
import type { ClassifierFeatures } from './classifier-weights.ts';
import { phrases } from './phrases.ts';

/** How often each word or pair of the vocabulary occurs in a text, in the order of the vocabulary. Others are passed over. */
export function wordCounter({
  vocabulary,
  longestPhrase,
}: Extract<ClassifierFeatures, { kind: 'word-counts' }>): (text: string) => Float32Array {
  const positions = new Map(vocabulary.map((phrase, at) => [phrase, at]));
  return (text) => {
    const counts = new Float32Array(vocabulary.length);
    for (const phrase of phrases(text, longestPhrase)) {
      const at = positions.get(phrase);
      if (at !== undefined) counts[at] = (counts[at] as number) + 1;
    }
    return counts;
  };
}
