/** The words by which two samples of texts differ most. Does not judge whether they differ at all. */
import type { WordSets } from './word-sets.ts';

export interface TellingWord {
  readonly word: string;
  /** Share of the texts of each side that hold it. */
  readonly first: number;
  readonly second: number;
  /** Difference of the shares over its standard error; above 0 it is more frequent in the second. */
  readonly z: number;
}

/** Below it, among thousands of words, some reach it by chance. */
const leastZ = 4;

/** At most `count`, the most telling first, by the pooled two-proportion z test. */
export function tellingWords(
  { vocabulary, texts }: WordSets,
  isSecond: Uint8Array,
  count: number,
): TellingWord[] {
  const counts = [0, 1].map(() => new Float64Array(vocabulary.length));
  const sizes = [0, 0];
  for (const [i, set] of texts.entries()) {
    const side = isSecond[i] as number;
    sizes[side] = (sizes[side] as number) + 1;
    const ofSide = counts[side] as Float64Array;
    for (const word of set) ofSide[word] = (ofSide[word] as number) + 1;
  }
  const [n = 0, m = 0] = sizes;
  return vocabulary
    .map((word, at): TellingWord => {
      const [a = 0, b = 0] = counts.map((ofSide) => ofSide[at]);
      const pooled = (a + b) / (n + m);
      const error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
      // Where all texts have it nothing is told.
      return { word, first: a / n, second: b / m, z: error === 0 ? 0 : (b / m - a / n) / error };
    })
    .filter(({ z }) => Math.abs(z) >= leastZ)
    .sort((a, b) => Math.abs(b.z) - Math.abs(a.z))
    .slice(0, count);
}
