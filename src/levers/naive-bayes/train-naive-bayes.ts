/** Trains multinomial naive Bayes. Knows nothing of cases or benches. */
import type { ClassifierWeights } from '../../stacks/classifier/classifier-weights.ts';
import { phrases } from '../../stacks/classifier/phrases.ts';
import type { LabelledTexts } from '../labelled-texts.ts';

/**
 * Laplace smoothing with 1 over the vocabulary of the training texts, priors as in train (Manning, Raghavan and Schütze 2008, section
 * 13.2). In logarithms the model is linear in the counts: log prior + Σ count · log P(phrase | label). Its probabilities are known to be
 * overconfident, so they are only good for ranking.
 */
export function trainNaiveBayes(
  { texts, classes, labels }: Pick<LabelledTexts, 'texts' | 'classes' | 'labels'>,
  longestPhrase: 1 | 2,
): ClassifierWeights {
  const counted = texts.map((text) => phrases(text, longestPhrase));
  const vocabulary = [...new Set(counted.flat())].sort();
  const position = new Map(vocabulary.map((phrase, at) => [phrase, at]));
  const width = vocabulary.length;
  const counts = new Float64Array(labels.length * width).fill(1);
  const totals = new Float64Array(labels.length).fill(width);
  const rows = new Float64Array(labels.length);
  counted.forEach((found, i) => {
    const k = classes[i] as number;
    rows[k] = (rows[k] as number) + 1;
    totals[k] = (totals[k] as number) + found.length;
    for (const phrase of found) {
      const at = k * width + (position.get(phrase) as number);
      counts[at] = (counts[at] as number) + 1;
    }
  });
  return {
    labels,
    features: [{ kind: 'word-counts', vocabulary, longestPhrase }],
    model: {
      kind: 'linear',
      weights: Float32Array.from(counts, (count, at) =>
        Math.log(count / (totals[Math.floor(at / width)] as number)),
      ),
      intercepts: Float32Array.from(rows, (n) => Math.log(n / texts.length)),
      temperature: 1,
    },
  };
}
