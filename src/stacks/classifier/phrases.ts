/** The words of a text and its pairs of neighbouring words: what bag-of-words classifiers count. Knows no vocabulary. */
import { words } from '../examples/words.ts';

/** Words first, then, when `longest` is 2, pairs joined by a space; repeats are kept. */
export function phrases(text: string, longest: 1 | 2): string[] {
  const single = words(text);
  if (longest === 1) return single;
  return [...single, ...single.slice(1).map((word, i) => `${single[i]} ${word}`)];
}
