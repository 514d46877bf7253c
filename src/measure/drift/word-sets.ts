/** The distinct words of each of many texts, as numbers. Knows nothing of where the texts come from. */
import { words } from '../../stacks/examples/words.ts';

export interface WordSets {
  /** By number. */
  readonly vocabulary: readonly string[];
  /** Of each text, in the order of the texts. */
  readonly texts: readonly Uint32Array[];
}

export function wordSets(texts: readonly string[]): WordSets {
  const numbers = new Map<string, number>();
  const numberOf = (word: string) => {
    const known = numbers.get(word) ?? numbers.size;
    numbers.set(word, known);
    return known;
  };
  const sets = texts.map((text) => Uint32Array.from(new Set(words(text)), numberOf));
  return { vocabulary: [...numbers.keys()], texts: sets };
}
