import { expect, test } from 'vitest';
import { getClassifierWeights } from '../../stacks/classifier/classifier-weights.ts';
import { classify } from '../../stacks/classifier/classify.ts';
import { fakeBench } from '../../testing/fake-bench.ts';
import { nearestNeighbour } from './nearest-neighbour.ts';
import { toSignedBytes } from './to-signed-bytes.ts';

test('all rows have one scale, the largest number is ±127', () => {
  const bytes = toSignedBytes([Float32Array.of(0.5, -0.25), Float32Array.of(0.1, 0)]);
  expect([...bytes]).toEqual([127, -64 + 1, 25, 0]);
  expect([...toSignedBytes([Float32Array.of(0, 0)])]).toEqual([0, 0]);
});

test('a text gets the label of the training case whose vector is nearest', async () => {
  const labels = ['card', 'refund'];
  const vectors: Readonly<Record<string, Float32Array>> = {
    a: Float32Array.of(1, 0),
    b: Float32Array.of(0.6, 0.8),
    c: Float32Array.of(-1, 0),
  };
  const bench = fakeBench({
    contract: { kind: 'label', labels },
    train: [
      { id: '1', input: 'a', label: 'card' },
      { id: '2', input: 'b', label: 'refund' },
      { id: '3', input: 'c', label: 'card' },
    ],
    embed: async (_model, texts) => texts.map((t) => vectors[t] ?? Float32Array.of(0, 1)),
  });
  const task = {
    folder: '.',
    contract: bench.contract,
    scoresLabels: false,
    embeddingModel: { id: 'test/embedding' },
    maxOutputTokens: 1,
  };
  const [candidate] = await nearestNeighbour.propose(task, {}, [], bench);
  const { answerer } = candidate?.stack ?? {};
  if (answerer?.kind !== 'classifier') throw new Error('no classifier was proposed');
  const weights = await getClassifierWeights(bench.artefacts, answerer.weights);
  expect(classify(weights, Float32Array.of(0.9, 0.4))).toEqual({ label: 'card' });
  expect(classify(weights, Float32Array.of(0, 1))).toEqual({ label: 'refund' });
  expect(candidate?.referenceLine).toBe(true);
});
