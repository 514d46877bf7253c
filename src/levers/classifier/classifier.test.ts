import { expect, test } from 'vitest';
import type { ModelSource } from '../../models/model-source.ts';
import { openStack } from '../../stacks/open-stack.ts';
import { type FakeBench, type FakeCase, fakeBench } from '../../testing/fake-bench.ts';
import { memoryLedger } from '../../testing/memory-ledger.ts';
import type { Candidate, TaskSettings } from '../lever.ts';
import { classifier } from './classifier.ts';

const labels = ['card_lost', 'refund_late', 'never_seen'];
const contract = { kind: 'label', labels } as const;
const task: TaskSettings = {
  folder: '.',
  contract,
  scoresLabels: false,
  embeddingModel: { id: 'test/embedding' },
  maxOutputTokens: 16,
};

const words = {
  card_lost: ['card', 'lost', 'stolen', 'wallet'],
  refund_late: ['refund', 'late', 'money', 'waiting'],
};

/** 30 sentences of each of two queues; every tenth stands in the wrong queue. */
const train: FakeCase[] = Object.entries(words).flatMap(([label, own]) =>
  Array.from({ length: 30 }, (_, i) => {
    const other = label === 'card_lost' ? 'refund_late' : 'card_lost';
    return {
      id: `${label} ${i}`,
      input: `my ${own[i % 4]} ${own[(i + 1 + (i % 3)) % 4]} number ${i}`,
      label: i % 10 === 0 ? other : label,
    };
  }),
);

async function propose(settings: object = {}, seed = 'seed') {
  const bench = fakeBench({ contract, train, seed });
  const [candidate] = await classifier.propose(task, classifier.settings.parse(settings), [], bench);
  if (candidate === undefined) throw new Error('nothing was proposed');
  return { candidate, bench };
}

/** Opens the proposed stack as a fresh process would: from its JSON and the stored artefact. */
async function open({ candidate, bench }: { candidate: Candidate; bench: FakeBench }) {
  const models: ModelSource = {
    chat: () => Promise.reject(new Error('no chat model is needed')),
    reranking: () => Promise.reject(new Error('no reranking model is needed')),
    embedding: async (ref) => ({
      id: ref.id,
      batchSize: 8,
      atMost: () => ({ inputTokens: 0, outputTokens: 0, costUsd: 0 }),
      embed: async (texts) => ({ vectors: await bench.embed(ref, texts), callIds: [], latencyMs: 1 }),
    }),
    [Symbol.asyncDispose]: async () => {},
  };
  const stack = await openStack(JSON.parse(JSON.stringify(candidate.stack)), {
    models,
    artefacts: bench.artefacts,
    embed: async () => [],
    folder: '.',
  });
  const context = { purchase: memoryLedger().purchase, signal: new AbortController().signal, repeat: 0 };
  return (text: string) => stack.answer(text, context);
}

test('learns the queues through noise, with probabilities near the share that is right', async () => {
  const answer = await open(await propose());
  const { output, labelProbabilities = {} } = await answer('wallet stolen, card lost');
  expect(output).toBe('card_lost');
  expect((await answer('still waiting for my money')).output).toBe('refund_late');
  // Nine in ten are right, so near certainty would be a lie.
  expect(labelProbabilities.card_lost).toBeGreaterThan(0.75);
  expect(labelProbabilities.card_lost).toBeLessThan(0.99);
  expect(Object.keys(labelProbabilities)).toEqual(['card_lost', 'refund_late']);
});

test('opened twice from the artefact it answers with the same bits', async () => {
  const proposed = await propose();
  const [first, second] = [await open(proposed), await open(proposed)];
  for (const { input } of train.slice(0, 10)) {
    const [a, b] = [await first(String(input)), await second(String(input))];
    expect(a.labelProbabilities).toEqual(b.labelProbabilities);
  }
});

test('equal seeds give equal weights', async () => {
  const [a, b] = [await propose(), await propose()];
  expect(a.candidate.stack).toEqual(b.candidate.stack);
});

test('says what it chose and what calibration brought', async () => {
  const { candidate, bench } = await propose();
  expect(candidate.why).toMatch(
    /60 training cases, from embeddings.*C = \d+ and temperature .*held-out.*% right, log-loss/,
  );
  expect(bench.notes.at(-1)).toContain('log-loss');
});

test('a precision to keep becomes a threshold on the stack', async () => {
  const { candidate } = await propose({ abstainBelow: { precision: 0.99 } });
  expect(candidate.name).toBe('classifier (abstains)');
  const threshold = 'abstainBelow' in candidate.stack.answerer ? candidate.stack.answerer.abstainBelow : 0;
  // One in ten is mislabelled, so 99 % is out of reach but for the surest.
  expect(threshold).toBeGreaterThan(0.5);
  const given = await propose({ abstainBelow: 0.42 });
  expect(given.candidate.stack.answerer).toMatchObject({ abstainBelow: 0.42 });
});

test('one label alone is nothing to learn', async () => {
  const bench = fakeBench({ contract, train: train.filter((c) => c.label === 'card_lost') });
  expect(await classifier.propose(task, classifier.settings.parse({}), [], bench)).toEqual([]);
});

test('stops in the middle of training', async () => {
  const controller = new AbortController();
  const words = fakeBench({ contract, train });
  const bench = fakeBench({
    contract,
    train,
    signal: controller.signal,
    async embed(model, texts) {
      setImmediate(() => controller.abort(new Error('stopped')));
      return words.embed(model, texts);
    },
  });
  await expect(classifier.propose(task, classifier.settings.parse({}), [], bench)).rejects.toThrow('stopped');
});
