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

test('the smoothing is chosen by leaving each text out', () => {
  // Ten texts "x nᵢ mᵢ oᵢ" and ten "z nᵢ mᵢ oᵢ". A text left out has one word of its own class, seen nine times more, and three seen only
  // in the other: (9 + s) s³ / (36 + 32 s)⁴ against s (1 + s)³ / (40 + 32 s)⁴. At s = 1 that is 10 / 68⁴ against 8 / 72⁴, so all are
  // right; at s = 0.001 all are wrong, although not left out they would all be right.
  const rare = Array.from({ length: 10 }, (_, i) => `n${i} m${i} o${i}`);
  const { smoothing } = trainNaiveBayes(
    {
      labels: ['a', 'b'],
      texts: [...rare.map((words) => `x ${words}`), ...rare.map((words) => `z ${words}`)],
      classes: [...rare.map(() => 0), ...rare.map(() => 1)],
    },
    { longestPhrase: 1, smoothings: [0.001, 1] },
  );
  expect(smoothing).toBe(1);
});
