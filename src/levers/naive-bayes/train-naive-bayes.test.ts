import { expect, test } from 'vitest';
import { classify } from '../../stacks/classifier/classify.ts';
import { featureExtractor } from '../../stacks/classifier/feature-extractor.ts';
import { trainNaiveBayes } from './train-naive-bayes.ts';

const train = {
  labels: ['card', 'refund', 'transfer'],
  texts: [
    'card lost again',
    'lost my card',
    'card arrived late',
    'transfer failed',
    'my transfer failed again',
    'refund please',
  ],
  classes: [0, 0, 0, 2, 2, 1],
};

// scikit-learn 1.9.1: MultinomialNB(alpha=…).fit(A, y).predict_proba(…) over CountVectorizer(token_pattern=r'(?u)\w+')
test.each([
  [1, 'my card failed twice', [0.499334, 0.082584, 0.418082]],
  [1, 'lost refund', [0.534626, 0.297839, 0.167535]],
  [0.1, 'my card failed twice', [0.425015, 0.015387, 0.559598]],
  [0.1, 'lost refund', [0.332798, 0.64564, 0.021561]],
])('with smoothing %d the probabilities of "%s" are those of scikit-learn', (smoothing, text, expected) => {
  const { weights } = trainNaiveBayes(train, { longestPhrase: 1, smoothings: [smoothing] });
  const { probabilities, label } = classify(weights, featureExtractor(weights.features)(text));
  expected.forEach((p, k) => {
    expect(probabilities?.[k]).toBeCloseTo(p, 5);
  });
  expect(label).toBe(train.labels[expected.indexOf(Math.max(...expected))]);
});

test('the smoothing is chosen by texts left out, one at a time', () => {
  // The model without one text is trained anew here, which the closed form saves.
  const skewed = {
    labels: ['a', 'b'],
    texts: ['x z', 'x z', 'x y y', 'z z z', 'z z x'],
    classes: [0, 0, 0, 1, 1],
  };
  const right = (smoothing: number) =>
    skewed.texts.filter((text, i) => {
      const rest = (_: unknown, at: number) => at !== i;
      const others = {
        labels: skewed.labels,
        texts: skewed.texts.filter(rest),
        classes: skewed.classes.filter(rest),
      };
      const without = trainNaiveBayes(others, { longestPhrase: 1, smoothings: [smoothing] }).weights;
      const { label } = classify(without, featureExtractor(without.features)(text));
      return label === skewed.labels[skewed.classes[i] ?? 0];
    }).length;
  const smoothings = [100, 1, 0.001];
  const counts = smoothings.map(right);
  const { smoothing } = trainNaiveBayes(skewed, { longestPhrase: 1, smoothings });
  expect(new Set(counts).size).toBeGreaterThan(1);
  expect(smoothing).toBe(smoothings[counts.indexOf(Math.max(...counts))]);
});
