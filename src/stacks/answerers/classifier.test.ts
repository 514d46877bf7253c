import { expect, test } from 'vitest';
import type { CaseInput } from '../../domain/case.ts';
import type { ClassifierAnswerer } from '../../domain/stack.ts';
import type { ModelSource } from '../../models/model-source.ts';
import { memoryLedger } from '../../testing/memory-ledger.ts';
import { type ClassifierWeights, putClassifierWeights } from '../classifier/classifier-weights.ts';
import { openStack } from '../open-stack.ts';
import { memoryArtefacts } from '../testing/memory-artefacts.ts';

const overWords: ClassifierWeights = {
  labels: ['card', 'transfer'],
  features: [{ kind: 'word-counts', vocabulary: ['card', 'transfer'], longestPhrase: 1 }],
  model: {
    kind: 'linear',
    weights: Float32Array.of(1, -1, -1, 1),
    intercepts: Float32Array.of(0, 0),
    temperature: 1,
  },
};
const overVectors: ClassifierWeights = { ...overWords, features: [{ kind: 'embedding', dimensions: 2 }] };
const embedding = { id: 'test/vectors' };

/** Answers `text` by a stack over the weights; every call to the embedding model is counted. */
async function open(weights: ClassifierWeights, rest: Partial<ClassifierAnswerer> = {}, dimensions = 2) {
  const artefacts = memoryArtefacts();
  const embedded: string[] = [];
  const models: ModelSource = {
    chat: () => Promise.reject(new Error('no chat model is needed')),
    reranking: () => Promise.reject(new Error('no reranking model is needed')),
    embedding: async ({ id }) => ({
      id,
      dimensions,
      batchSize: 8,
      atMost: ([text = '']) => ({ inputTokens: text.length, outputTokens: 0, costUsd: text.length / 1000 }),
      async embed(texts, { purchase }) {
        embedded.push(...texts);
        const { callId } = await purchase(
          { model: id, requestHash: String(embedded.length), tryNumber: 0 },
          async () => ({ latencyMs: 7, costUsd: 0, body: null }),
        );
        const usage = { inputTokens: 5, outputTokens: 0 };
        return {
          vectors: texts.map(() => Float32Array.of(0.8, 0.6)),
          callIds: [callId],
          usage,
          latencyMs: 7,
        };
      },
    }),
    [Symbol.asyncDispose]: async () => {},
  };
  const answerer: ClassifierAnswerer = {
    kind: 'classifier',
    weights: await putClassifierWeights(artefacts, weights),
    ...rest,
  };
  const contract = { kind: 'label', labels: weights.labels } as const;
  const stack = await openStack(
    { answerer, contract },
    { models, artefacts, embed: () => Promise.reject(new Error('no cache at answer time')), folder: '.' },
  );
  const { purchase } = memoryLedger();
  const signal = new AbortController().signal;
  return {
    stack,
    embedded,
    answer: (input: CaseInput) => stack.answer(input, { purchase, signal, repeat: 0 }),
  };
}

test('word counts give a label and its probabilities without any model', async () => {
  const { stack, answer, embedded } = await open(overWords);
  const { output, labelProbabilities, costUsd, callIds } = await answer({
    subject: 'Card',
    body: 'lost card',
  });
  expect(output).toBe('card');
  // Two "card": scores 2 and −2, logistic(4) = 0.982014.
  expect(labelProbabilities?.card).toBeCloseTo(0.982014, 6);
  expect({ costUsd, callIds, embedded }).toEqual({ costUsd: 0, callIds: [], embedded: [] });
  expect(stack.prefixState).toBe('no prompt');
  expect(await stack.estimate('x')).toEqual({ maxCostUsd: 0 });
});

test('the embedding is bought anew for each answer and counts in latency and usage', async () => {
  const { answer, embedded, stack } = await open(overVectors, { embedding });
  await answer('same text');
  const { output, usage, callIds, latencyMs } = await answer('same text');
  expect(embedded).toEqual(['same text', 'same text']);
  expect(output).toBe('card');
  expect(usage).toEqual({ inputTokens: 5, outputTokens: 0 });
  expect(callIds).toHaveLength(1);
  expect(latencyMs).toBeGreaterThanOrEqual(7);
  expect(await stack.estimate('four')).toEqual({ maxCostUsd: 0.004 });
});

test('below the threshold there is a reason and no output', async () => {
  // Scores 0.2 and −0.2: logistic(0.4) = 0.598688.
  const { answer } = await open(overVectors, { embedding, abstainBelow: 0.6 });
  const answered = await answer('x');
  expect(answered.output).toBeUndefined();
  expect(answered.abstained?.reason).toBe('the probability of "card" is 0.599, below 0.600');
  expect(answered.labelProbabilities?.card).toBeCloseTo(0.598688, 6);
});

test('at the threshold it answers', async () => {
  const { answer } = await open(overWords, { abstainBelow: 0.5 });
  // No known word: both scores are 0, both probabilities exactly a half.
  expect((await answer('nothing known')).output).toBe('card');
});

test('an embedding model of other dimensions is refused when the stack is opened', async () => {
  await expect(open(overVectors, { embedding }, 3)).rejects.toThrow('gives 3 dimensions, the weights take 2');
});
