/** Tells two samples of texts apart by their words, each text judged by the others alone. Knows nothing of tests or of where the texts come from. */
import { type Auc, auc } from '../stats/auc.ts';

export interface FoldedTexts {
  readonly texts: readonly Uint32Array[];
  readonly vocabularySize: number;
  /** Of each text: the part it is held out with. */
  readonly folds: readonly number[];
  readonly foldCount: number;
}

export interface HeldOutEvidence {
  /** Over the parts, weighted by their pairs; parts with texts of one side alone say nothing. */
  readonly auc: Auc;
  /** Share of the words of each side that no text of the first side outside of the part has. */
  readonly unknownWords: readonly [first: number, second: number];
}

/** Texts added to those that have a word, shared between the sides as these are: Laplace's one each where they are equal. */
const pseudoCount = 2;

/**
 * Naive Bayes on the presence of words: a text's score is the sum of the evidence of its words. `undefined` when no part has texts of both
 * sides. Time linear in the words.
 */
export function heldOutEvidence(
  { texts, vocabularySize, folds, foldCount }: FoldedTexts,
  isSecond: Uint8Array,
): HeldOutEvidence | undefined {
  const counts = [0, 1].map(() => new Float64Array(vocabularySize));
  const inFold = [0, 1].map(() => new Float64Array(vocabularySize * foldCount));
  const sizes = [0, 1].map(() => new Float64Array(foldCount));
  for (const [i, set] of texts.entries()) {
    const side = isSecond[i] as number;
    const fold = folds[i] as number;
    bump(sizes[side] as Float64Array, fold);
    for (const word of set) {
      bump(counts[side] as Float64Array, word);
      bump(inFold[side] as Float64Array, fold * vocabularySize + word);
    }
  }
  const [first = 0, second = 0] = sizes.map((size) => size.reduce((sum, n) => sum + n, 0));
  const scores = [0, 1].map(() => Array.from({ length: foldCount }, (): number[] => []));
  const unknown = [0, 0];
  const seen = [0, 0];
  for (const [i, set] of texts.entries()) {
    const side = isSecond[i] as number;
    const fold = folds[i] as number;
    const [n, m] = [first - at(sizes[0], fold), second - at(sizes[1], fold)];
    let score = 0;
    for (const word of set) {
      const slot = fold * vocabularySize + word;
      const inFirst = at(counts[0], word) - at(inFold[0], slot);
      const inSecond = at(counts[1], word) - at(inFold[1], slot);
      score += evidence(inFirst, n, inSecond, m);
      if (inFirst === 0) unknown[side] = (unknown[side] as number) + 1;
    }
    seen[side] = (seen[side] as number) + set.length;
    scores[side]?.[fold]?.push(score);
  }
  const whole = pooled(scores[0] as number[][], scores[1] as number[][]);
  const shareOf = (side: number) =>
    seen[side] === 0 ? 0 : (unknown[side] as number) / (seen[side] as number);
  return whole && { auc: whole, unknownWords: [shareOf(0), shareOf(1)] };
}

/**
 * Of a word that `a` of `n` texts of the first side have and `b` of `m` of the second: ln(share of the second ÷ share of the first), drawn
 * towards 0 by what chance would give, as James & Stein do, so that the many words seen once or twice do not drown the others.
 */
function evidence(a: number, n: number, b: number, m: number): number {
  const pooled = (a + b) / (n + m);
  const variance = pooled * (1 - pooled) * (1 / n + 1 / m);
  const z2 = (b / m - a / n) ** 2 / variance;
  // Also where the word is in none or all of the texts, or these are all of one side.
  if (!(z2 > 1)) return 0;
  const [inFirst, inSecond] = [a + (pseudoCount * n) / (n + m), b + (pseudoCount * m) / (n + m)];
  return Math.log(inSecond / m / (inFirst / n)) * (1 - 1 / z2);
}

/** The mean over the parts: scores of different parts come from different counts and do not compare. */
function pooled(first: readonly number[][], second: readonly number[][]): Auc | undefined {
  let pairs = 0;
  let sum = 0;
  let variance: number | undefined = 0;
  for (const [fold, ofFirst] of first.entries()) {
    const ofSecond = second[fold] as number[];
    const part = auc(ofFirst, ofSecond);
    if (part === undefined) continue;
    const weight = ofFirst.length * ofSecond.length;
    pairs += weight;
    sum += weight * part.estimate;
    variance =
      variance === undefined || part.variance === undefined
        ? undefined
        : variance + weight ** 2 * part.variance;
  }
  if (pairs === 0) return undefined;
  return { estimate: sum / pairs, variance: variance === undefined ? undefined : variance / pairs ** 2 };
}

function bump(counts: Float64Array, at: number): void {
  counts[at] = (counts[at] as number) + 1;
}

function at(counts: Float64Array | undefined, index: number): number {
  return counts?.[index] as number;
}
