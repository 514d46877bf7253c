/** Texts through the embedding cache: what is asked of the model, in which order vectors come back, what an interruption keeps. */
import { expect, it } from 'vitest';
import type { EmbeddingCache } from '../domain/ports/embedding-cache.ts';
import type { Ledger } from '../domain/ports/ledger.ts';
import type { EmbeddingModel } from '../models/embedding-model.ts';
import { stackParts } from '../stacks/testing/stack-parts.ts';
import { memoryLedger } from '../testing/memory-ledger.ts';
import { embedCached } from './embed-cached.ts';
import { interruptible } from './interruption.ts';

const ref = { id: 'fake/embedding' };

function setUp(onBatch: (batch: readonly string[], atOnce: number) => void = () => {}) {
  const cached = new Map<string, Float32Array>();
  const cache: EmbeddingCache = {
    read: async (_, texts) => new Map([...cached].filter(([text]) => texts.includes(text))),
    async write(_, vectors) {
      for (const [text, vector] of vectors) cached.set(text, vector);
    },
  };
  const asked: string[][] = [];
  let atOnce = 0;
  const model: EmbeddingModel = {
    id: ref.id,
    batchSize: 2,
    atMost: () => ({ inputTokens: 0, outputTokens: 0 }),
    async embed(texts, { purchase }) {
      asked.push([...texts]);
      const intent = { model: ref.id, requestHash: texts.join(), tryNumber: 0 };
      await purchase(intent, async () => ({ latencyMs: 1, body: null }));
      onBatch(texts, ++atOnce);
      // Later batches are done sooner.
      await new Promise((resolve) => setTimeout(resolve, 20 / asked.length));
      atOnce -= 1;
      return { vectors: texts.map((text) => Float32Array.of(text.length)), callIds: [], latencyMs: 1 };
    },
  };
  const interruption = interruptible();
  const embed = embedCached({
    models: { ...stackParts().models, embedding: async () => model },
    cache,
    ledger: { purchase: () => memoryLedger().purchase } as unknown as Ledger,
    runId: 'run',
    interruption,
    onProgress: () => {},
  });
  return { embed, asked, cached, interruption };
}

const texts = ['a', 'bb', 'ccc', 'bb', 'dddd', 'eeeee', 'ffffff', 'ggggggg'];

it('asks for each text once, in batches, two at a time, and answers in the order of the texts', async () => {
  let most = 0;
  const { embed, asked } = setUp((_, atOnce) => {
    most = Math.max(most, atOnce);
  });
  const lengths = (await embed(ref, texts)).map(([length]) => length);
  expect(lengths).toEqual([1, 2, 3, 2, 4, 5, 6, 7]);
  expect(asked).toEqual([['a', 'bb'], ['ccc', 'dddd'], ['eeeee', 'ffffff'], ['ggggggg']]);
  expect(most).toBe(2);
  let calls = 0;
  await embed(ref, ['a', 'new'], () => calls++);
  expect(asked.slice(4)).toEqual([['new']]);
  expect(calls).toBe(1);
  await embed(ref, ['a', 'new'], () => calls++);
  expect(calls).toBe(1);
});

it('begins no batch after an interruption, and keeps what was under way', async () => {
  const { embed, cached, interruption } = setUp((batch) => {
    if (batch.includes('ccc')) interruption.interrupt();
  });
  await expect(embed(ref, texts)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect([...cached.keys()].sort()).toEqual(['a', 'bb', 'ccc', 'dddd']);
});

it('begins no batch after one failed, and throws why', async () => {
  const { embed, asked } = setUp((batch) => {
    if (batch.includes('a')) throw new Error('no such model');
  });
  await expect(embed(ref, texts)).rejects.toThrow('no such model');
  expect(asked.length).toBeLessThanOrEqual(2);
});
