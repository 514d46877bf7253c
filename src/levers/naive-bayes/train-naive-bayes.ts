/** Trains multinomial naive Bayes on word counts. Knows nothing of cases or benches. */
import type { ClassifierWeights } from '../../stacks/classifier/classifier-weights.ts';
import { phrases } from '../../stacks/classifier/phrases.ts';
import type { LabelledTexts } from '../labelled-texts.ts';

export interface NaiveBayesSettings {
  readonly longestPhrase: 1 | 2;
  /** Added to each count: 1 is Laplace's, less is Lidstone's. The first with the most training texts right when each is left out. */
  readonly smoothings: readonly number[];
}

export interface TrainedNaiveBayes {
  readonly weights: ClassifierWeights;
  readonly smoothing: number;
}

/** What was counted. */
interface Counts {
  /** Positions in the vocabulary of each text's phrases, repeats kept. */
  readonly texts: readonly (readonly number[])[];
  readonly classes: readonly number[];
  readonly classCount: number;
  readonly vocabularySize: number;
  /** Classes × vocabulary. */
  readonly phrases: Float64Array;
  /** Phrases per class. */
  readonly totals: Float64Array;
  /** Texts per class. */
  readonly rows: Float64Array;
}

/**
 * Manning, Raghavan and Schütze (2008), section 13.2. In logarithms the model is linear in the counts: ln prior + Σ count · ln P(phrase |
 * label). It takes words as independent, so its probabilities are overconfident and good for ranking only.
 */
export function trainNaiveBayes(
  train: Pick<LabelledTexts, 'texts' | 'classes' | 'labels'>,
  { longestPhrase, smoothings }: NaiveBayesSettings,
): TrainedNaiveBayes {
  const found = train.texts.map((text) => phrases(text, longestPhrase));
  const vocabulary = [...new Set(found.flat())].sort();
  const counts = count(found, vocabulary, train);
  const [smoothing = 1] = smoothings
    .map((s) => ({ s, right: rightWhenLeftOut(counts, s) }))
    .sort((a, b) => b.right - a.right)
    .map(({ s }) => s);
  return {
    smoothing,
    weights: {
      labels: train.labels,
      features: [{ kind: 'word-counts', vocabulary, longestPhrase }],
      model: {
        kind: 'linear',
        weights: Float32Array.from(logLikelihoods(counts, smoothing)),
        intercepts: Float32Array.from(counts.rows, (n) => Math.log(n / found.length)),
        temperature: 1,
      },
    },
  };
}

function count(
  found: readonly (readonly string[])[],
  vocabulary: readonly string[],
  { classes, labels }: Pick<LabelledTexts, 'classes' | 'labels'>,
): Counts {
  const position = new Map(vocabulary.map((phrase, at) => [phrase, at]));
  const texts = found.map((all) => all.map((phrase) => position.get(phrase) as number));
  const counts = {
    phrases: new Float64Array(labels.length * vocabulary.length),
    totals: new Float64Array(labels.length),
    rows: new Float64Array(labels.length),
  };
  texts.forEach((positions, i) => {
    const k = classes[i] as number;
    increase(counts.rows, k, 1);
    increase(counts.totals, k, positions.length);
    for (const at of positions) increase(counts.phrases, k * vocabulary.length + at, 1);
  });
  return { ...counts, texts, classes, classCount: labels.length, vocabularySize: vocabulary.length };
}

function increase(numbers: Float64Array, at: number, by: number): void {
  numbers[at] = (numbers[at] as number) + by;
}

/** ln P(phrase | class), classes × vocabulary. */
function logLikelihoods({ phrases, totals, vocabularySize }: Counts, smoothing: number): Float64Array {
  return phrases.map((n, at) => {
    const total = totals[Math.floor(at / vocabularySize)] as number;
    return Math.log((n + smoothing) / (total + smoothing * vocabularySize));
  });
}

/** How many texts are classified right by the model of all others; only the counts of a text's own class change without it. */
function rightWhenLeftOut(counts: Counts, smoothing: number): number {
  const { classes, classCount, vocabularySize, rows } = counts;
  const logs = logLikelihoods(counts, smoothing);
  return counts.texts.filter((positions, i) => {
    const own = classes[i] as number;
    const ownScore = scoreWithoutItself(counts, positions, own, smoothing);
    for (let k = 0; k < classCount; k++) {
      if (k === own) continue;
      let score = Math.log(rows[k] as number);
      for (const at of positions) score += logs[k * vocabularySize + at] as number;
      if (score >= ownScore) return false;
    }
    return true;
  }).length;
}

function scoreWithoutItself(
  { phrases, totals, rows, vocabularySize }: Counts,
  positions: readonly number[],
  k: number,
  smoothing: number,
): number {
  const repeats = new Map<number, number>();
  for (const at of positions) repeats.set(at, (repeats.get(at) ?? 0) + 1);
  const total = (totals[k] as number) - positions.length + smoothing * vocabularySize;
  let score = Math.log((rows[k] as number) - 1);
  for (const [at, n] of repeats) {
    score += n * Math.log(((phrases[k * vocabularySize + at] as number) - n + smoothing) / total);
  }
  return score;
}
