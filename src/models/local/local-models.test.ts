/** The local engine with the real weights of the catalogue; skipped where they are not pulled. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Message } from '../../domain/case.ts';
import { memoryLedger } from '../../testing/memory-ledger.ts';
import { listModels } from '../catalogue/list-models.ts';
import type { ChatModel } from '../chat-model.ts';
import type { ModelSource } from '../model-source.ts';
import { openModelSource } from '../open-model-source.ts';
import { chatTokens } from './chat-tokens.ts';
import reference from './minilm-reference.json' with { type: 'json' };

const listed = await listModels();
const chatFile = listed.find((m) => m.id === 'local/smollm2-135m');
const embeddingFile = listed.find((m) => m.id === 'local/minilm-l6-v2');
const why = 'run `fulcrum models pull` with the id of the model';
const signal = new AbortController().signal;
const context = () => ({ purchase: memoryLedger().purchase, signal });

const shared: Message = {
  role: 'system',
  content:
    'You sort letters to a bank. Answer with one queue: billing, card not working, card arrival, other.',
};
const labels = [
  'billing',
  'refund',
  'card not working',
  'card arrival',
  'card lost abroad',
  'other',
  'lost or stolen card',
  'bill',
];
const ask = (content: string) => ({
  messages: [shared, { role: 'user' as const, content }],
  sharedMessages: 1,
});

describe.skipIf(!chatFile?.pulled)(`SmolLM2-135M (${why})`, { timeout: 240_000 }, () => {
  let source: ModelSource;
  let model: ChatModel;
  beforeAll(async () => {
    source = openModelSource({ local: { gpu: false } });
    model = await source.chat({ id: 'local/smollm2-135m' });
  });
  afterAll(() => source?.[Symbol.asyncDispose]());

  test('scores do not depend on what was cached, nor on the order or number of labels', async () => {
    const request = ask('My card has not come although two weeks have gone by.');
    await model.scoreLabels?.({ ...ask('Something else entirely.'), labels }, context());
    const warm = await model.scoreLabels?.({ ...request, labels }, context());
    expect(warm?.usage?.cachedInputTokens).toBeGreaterThan(20);
    await model.generate(
      { messages: [{ role: 'user', content: 'Hello' }], sharedMessages: 0, maxOutputTokens: 3 },
      context(),
    );
    const cold = await model.scoreLabels?.({ ...request, labels: labels.toReversed() }, context());
    expect(cold?.usage?.cachedInputTokens).toBeLessThan(10);
    expect(cold?.logProbabilities.toReversed()).toEqual(warm?.logProbabilities);
    const one = await model.scoreLabels?.({ ...request, labels: ['other'] }, context());
    expect(one?.logProbabilities[0]).toBe(warm?.logProbabilities[labels.indexOf('other')]);
  });

  test.each([0.1, 1])(
    'labels below %s of the best are left where that shows, the others exact',
    async (share) => {
      const sure: readonly Message[] = ['One?', 'Two?', 'Three?', 'Four?'].flatMap((content): Message[] => [
        { role: 'user', content },
        { role: 'assistant', content: 'card arrival' },
      ]);
      const request = {
        messages: [shared, ...sure, { role: 'user' as const, content: 'Five?' }],
        sharedMessages: 9,
      };
      const all = await model.scoreLabels?.({ ...request, labels }, context());
      expect(all?.exact).toEqual(labels.map(() => true));
      const values = all?.logProbabilities ?? [];
      const best = Math.max(...values);
      const some = await model.scoreLabels?.({ ...request, labels, negligibleShare: share }, context());
      const given = some?.logProbabilities ?? [];
      expect(some?.exact).toContain(false);
      expect(given.indexOf(Math.max(...given))).toBe(values.indexOf(best));
      for (const [i, exact] of (some?.exact ?? []).entries()) {
        if (exact) expect(Math.abs((given[i] as number) - (values[i] as number))).toBeLessThan(1e-2);
        else expect(values[i]).toBeLessThan(best + Math.log(share));
      }
      const total = (logs: readonly number[]) => logs.reduce((sum, log) => sum + Math.exp(log), 0);
      expect(total(given)).toBeGreaterThan(total(values) - 1e-6);
    },
  );

  test('generation is the same cold and warm, and with the same seed', async () => {
    const request = { ...ask('Where is my parcel?'), maxOutputTokens: 8 };
    const first = await model.generate(request, context());
    const second = await model.generate(request, context());
    expect(second.text).toBe(first.text);
    expect(second.usage?.cachedInputTokens).toBe((first.usage?.inputTokens ?? 0) - 2);
    const drawn = { ...request, temperature: 1.5, seed: 11 };
    const a = await model.generate(drawn, context());
    expect((await model.generate(drawn, context())).text).toBe(a.text);
    expect((await model.generate({ ...drawn, seed: 12 }, context())).text).not.toBe(a.text);
  });

  test('a property is held to the values allowed for this reply', async () => {
    const schema = {
      type: 'object',
      properties: { source: { type: 'string' } },
      required: ['source'],
      additionalProperties: false,
    } as const;
    const named = async (...values: string[]) => {
      const allowed = { property: 'source', values };
      const output = { kind: 'json', schema, allowed } as const;
      const request = { ...ask('Which page tells of refunds?'), maxOutputTokens: 32, output };
      return JSON.parse((await model.generate(request, context())).text).source;
    };
    expect(await named('zones/"4".md')).toBe('zones/"4".md');
    expect(await named('a.html')).toBe('a.html');
  });

  test('control tokens spelled out in a message are text', async () => {
    const plain = model.countTokens('<|im_end|>');
    expect(plain.tokens).toBeGreaterThan(1);
    const { usage } = await model.generate({ ...ask('<|im_end|>'), maxOutputTokens: 1 }, context());
    const { usage: without } = await model.generate({ ...ask(''), maxOutputTokens: 1 }, context());
    expect((usage?.inputTokens ?? 0) - (without?.inputTokens ?? 0)).toBe(plain.tokens);
  });

  test('a prompt beyond the context is refused before it is bought', async () => {
    const request = { ...ask('word '.repeat(9000)), maxOutputTokens: 5 };
    await expect(model.generate(request, context())).rejects.toMatchObject({ code: 'MODEL_INPUT_TOO_LONG' });
  });

  test('an abort between tokens frees the engine for the next', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error('enough')), 300);
    const long = { ...ask('Tell me a long story.'), maxOutputTokens: 2_000 };
    await expect(
      model.generate(long, { purchase: memoryLedger().purchase, signal: abort.signal }),
    ).rejects.toThrow('enough');
    expect(
      (await model.generate({ ...ask('Hello'), maxOutputTokens: 2 }, context())).usage?.outputTokens,
    ).toBe(2);
  });

  test('other weights than those pinned are refused', async () => {
    const pinned = { id: 'local/smollm2-135m', digest: 'f'.repeat(64) };
    await expect(source.chat(pinned)).rejects.toMatchObject({ code: 'MODEL_DIGEST_CHANGED' });
    expect(model.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a process that used the engine exits by itself', async () => {
    const script = `
      const { openModelSource } = await import(${JSON.stringify(new URL('../open-model-source.ts', import.meta.url).href)});
      const source = openModelSource({ local: { gpu: false } });
      const model = await source.chat({ id: 'local/smollm2-135m' });
      const purchase = async (_, call) => ({ ...(await call('1')), callId: '1', replayed: false });
      const request = { messages: [{ role: 'user', content: 'Hi' }], sharedMessages: 0, maxOutputTokens: 1 };
      await model.generate(request, { purchase, signal: new AbortController().signal });
      await source[Symbol.asyncDispose]();`;
    const folder = await mkdtemp(join(tmpdir(), 'fulcrum-exit-'));
    const file = join(folder, 'use-engine.mjs');
    await writeFile(file, script);
    const child = spawn(process.execPath, [file], { stdio: 'inherit' });
    const timer = setTimeout(() => child.kill('SIGKILL'), 120_000);
    const [status] = await once(child, 'exit');
    clearTimeout(timer);
    await rm(folder, { recursive: true });
    expect(status).toBe(0);
  });
});

describe.each(listed.filter(({ kind }) => kind === 'chat'))('$id', { timeout: 240_000 }, (file) => {
  test.skipIf(!file.pulled)(`label scores equal teacher-forced sums (${why})`, async () => {
    const request = ask('I was charged twice for the same order and want one payment back.');
    await using source = openModelSource({ local: { gpu: false } });
    const model = await source.chat({ id: file.id });
    const scored = await model.scoreLabels?.({ ...request, labels }, context());
    const expected = await teacherForced(file.path, request.messages);
    for (const [index, value] of expected.entries())
      expect(Math.abs((scored?.logProbabilities[index] ?? Number.NaN) - value)).toBeLessThan(1e-2);
  });
});

describe.skipIf(!embeddingFile?.pulled)(`all-MiniLM-L6-v2 (${why})`, { timeout: 120_000 }, () => {
  test('vectors equal those of the reference implementation, long texts cut where it cuts them', async () => {
    await using source = openModelSource({ local: { gpu: false } });
    const model = await source.embedding({ id: 'local/minilm-l6-v2' });
    expect(model.dimensions).toBe(384);
    const texts = reference.texts.map(({ text, repeat }) => text ?? repeat?.text.repeat(repeat.times) ?? '');
    const { vectors } = await model.embed([...texts, ''], context());
    for (const [index, { vector }] of reference.texts.entries()) {
      const cosine = vector.reduce((sum, x, i) => sum + x * (vectors[index]?.[i] ?? Number.NaN), 0);
      expect(cosine).toBeGreaterThan(0.999);
    }
    for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    const [longest] = texts.toSorted((a, b) => b.length - a.length);
    expect((await model.embed([longest ?? ''], context())).usage?.inputTokens).toBe(256);
  });

  test('many texts at once get the vectors that each gets alone, and an abort stops them all', async () => {
    await using source = openModelSource({ local: { gpu: false } });
    const model = await source.embedding({ id: 'local/minilm-l6-v2' });
    // On both sides of 64 tokens, where the engine goes another way.
    const texts = Array.from(
      { length: 12 },
      (_, i) => `Order ${i}: ${'a parcel that came late '.repeat(i * 2)}`,
    );
    const together = await model.embed(texts, context());
    for (const [i, text] of texts.entries())
      expect((await model.embed([text], context())).vectors[0]).toEqual(together.vectors[i]);
    const controller = new AbortController();
    const aborted = model.embed(texts, { ...context(), signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 20);
    await expect(aborted).rejects.toThrow('enough');
    expect((await model.embed(texts, context())).vectors).toEqual(together.vectors);
  });
});

/** Prompt, label and, after the one that another goes on from, end of turn in one piece, in a context of its own, read from the whole distribution. */
async function teacherForced(modelPath: string, messages: readonly Message[]): Promise<number[]> {
  const module = await import('node-llama-cpp');
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
  });
  const weights = await llama.loadModel({ modelPath });
  const threads = llama.cpuMathCores;
  const evaluation = await weights.createContext({ contextSize: 512, flashAttention: false, threads });
  const sequence = evaluation.getSequence();
  const prompt = chatTokens(weights, module)(messages);
  const endOfTurn = weights.tokenize('<|im_end|>', true);
  const sums: number[] = [];
  for (const label of labels) {
    await sequence.clearHistory();
    const answer = [...weights.tokenize(label, false), ...(label === 'bill' ? endOfTurn : [])];
    const tokens = [...prompt, ...answer.slice(0, -1)];
    const outputs = await sequence.controlledEvaluate(
      tokens.map((token, i) =>
        i < prompt.length - 1 ? token : [token, { generateNext: { probabilities: true } }],
      ),
    );
    const logs = answer.map((token, i) =>
      Math.log(outputs[prompt.length - 1 + i]?.next.probabilities?.get(token) ?? Number.NaN),
    );
    sums.push(logs.reduce((a, b) => a + b, 0));
  }
  await llama.dispose();
  return sums;
}
