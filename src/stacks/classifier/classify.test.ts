import { describe, expect, test } from 'vitest';
import { memoryArtefacts } from '../testing/memory-artefacts.ts';
import { type ClassifierWeights, getClassifierWeights, putClassifierWeights } from './classifier-weights.ts';
import { classify } from './classify.ts';
import { featureExtractor } from './feature-extractor.ts';

const linear: ClassifierWeights = {
  labels: ['card', 'transfer'],
  features: [
    { kind: 'embedding', dimensions: 2 },
    { kind: 'tf-idf', vocabulary: ['card', 'sent'], idf: Float32Array.of(1.5, 2.1), scale: 0.5 },
  ],
  model: {
    kind: 'linear',
    weights: Float32Array.of(1 / 3, -0.7, 2.3, -1, -1 / 3, 0.7, -2.3, 1),
    intercepts: Float32Array.of(0.1, -0.1),
    temperature: 0.7,
  },
};

test('a score is the intercept plus the weighted features, a probability its softmax at the temperature', () => {
  const weights: ClassifierWeights = {
    labels: ['a', 'b'],
    features: [{ kind: 'embedding', dimensions: 2 }],
    model: {
      kind: 'linear',
      weights: Float32Array.of(1, 2, 3, -1),
      intercepts: Float32Array.of(0.5, 0),
      temperature: 2,
    },
  };
  // Scores 0.5 + 0.5 + 0.5 = 1.5 and 1.5 − 0.25 = 1.25; logistic(0.25 / 2) = 0.531209.
  const { label, probabilities } = classify(weights, Float32Array.of(0.5, 0.25));
  expect(label).toBe('a');
  expect(probabilities?.[0]).toBeCloseTo(0.531209, 6);
  expect((probabilities?.[0] ?? 0) + (probabilities?.[1] ?? 0)).toBeCloseTo(1, 12);
});

test('scores far apart do not overflow', () => {
  const model = { ...linear.model, intercepts: Float32Array.of(5000, -5000) } as ClassifierWeights['model'];
  const { probabilities } = classify({ ...linear, model }, new Float32Array(4));
  expect([...(probabilities ?? [])]).toEqual([1, 0]);
});

test('the nearest row gives its label, the first of equally near ones', () => {
  const weights: ClassifierWeights = {
    labels: ['a', 'b'],
    features: [{ kind: 'embedding', dimensions: 2 }],
    model: { kind: 'nearest', vectors: Int8Array.of(127, 0, 0, 127, 0, 127), labelOf: [0, 1, 0] },
  };
  expect(classify(weights, Float32Array.of(0.8, 0.6))).toEqual({ label: 'a' });
  expect(classify(weights, Float32Array.of(0.6, 0.8))).toEqual({ label: 'b' });
});

describe('the artefact', () => {
  const text = 'The card was sent: card!';
  const embedding = Float32Array.of(0.6, 0.8);

  test('gives the same bits after a round trip through JSON', async () => {
    const store = memoryArtefacts();
    const read = await getClassifierWeights(store, await putClassifierWeights(store, linear));
    expect(read).toEqual(linear);
    const before = classify(linear, featureExtractor(linear.features)(text, embedding));
    const after = classify(read, featureExtractor(read.features)(text, embedding));
    expect([...(after.probabilities ?? [])]).toEqual([...(before.probabilities ?? [])]);
  });

  test.each([
    ['another version', { version: 2 }],
    ['a label too many', { labels: ['card', 'transfer', 'refund'] }],
    [
      'weights that are no base64 of the right length',
      { model: { kind: 'linear', weights: 'AAAA', intercepts: 'AAAA', temperature: 1 } },
    ],
    ['a temperature of 0', { model: { kind: 'linear', weights: '', intercepts: '', temperature: 0 } }],
    ['a row without a label', { model: { kind: 'nearest', vectors: 'AAAAAA==', labelOf: [7] } }],
  ])('is refused with %s', async (_what, change) => {
    const store = memoryArtefacts();
    const body = await store.get(await putClassifierWeights(store, linear));
    const ref = await store.put('classifier-weights', { ...(body as object), ...change });
    await expect(getClassifierWeights(store, ref)).rejects.toMatchObject({ code: 'ARTEFACT_CORRUPT' });
  });

  test('is refused with a number that is not finite', async () => {
    const store = memoryArtefacts();
    const model = {
      ...linear.model,
      intercepts: Float32Array.of(Number.NaN, 0),
    } as ClassifierWeights['model'];
    const ref = await putClassifierWeights(store, { ...linear, model });
    await expect(getClassifierWeights(store, ref)).rejects.toMatchObject({ code: 'ARTEFACT_CORRUPT' });
  });
});

describe('features', () => {
  test('tf-idf of a text as scikit-learn gives it', () => {
    // TfidfVectorizer(token_pattern=r'(?u)\w+', sublinear_tf=True) of scikit-learn 1.9.1, fitted on "card lost again", "lost my card",
    // "card arrived late", "transfer failed", "my transfer failed again", "refund please"; transform("lost lost card again").
    const idf = (texts: number) => 1 + Math.log((1 + 6) / (1 + texts));
    const extract = featureExtractor([
      {
        kind: 'tf-idf',
        vocabulary: ['again', 'card', 'lost'],
        idf: Float32Array.of(idf(2), idf(3), idf(2)),
        scale: 1,
      },
    ]);
    const [again, card, lost] = extract('Lost, lost card again');
    expect(again).toBeCloseTo(0.467293, 6);
    expect(card).toBeCloseTo(0.394521, 6);
    expect(lost).toBeCloseTo(0.791196, 6);
  });

  test('word counts with pairs, strangers passed over', () => {
    const extract = featureExtractor([
      { kind: 'word-counts', vocabulary: ['card', 'my card', 'card card'], longestPhrase: 2 },
    ]);
    expect([...extract('My card, my card card')]).toEqual([3, 2, 1]);
    expect([...extract('nothing known')]).toEqual([0, 0, 0]);
  });

  test('an embedding of another length is an error', () => {
    const extract = featureExtractor(linear.features);
    expect(() => extract('x', new Float32Array(3))).toThrow(TypeError);
    expect(() => extract('x')).toThrow(TypeError);
    expect([...extract('no known word', Float32Array.of(1, 0))]).toEqual([1, 0, 0, 0]);
  });
});
