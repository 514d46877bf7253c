import { describe, expect, it } from 'vitest';
import type { OutputContract, Reasoning, StackSpec } from '../../domain/stack.ts';
import { estimateTokens } from '../../models/count-tokens.ts';
import { meteredChatModel } from '../../models/metering/metered-chat-model.ts';
import { tokenPricing } from '../../models/metering/pricing.ts';
import { fakeLanguageModel } from '../../testing/fake-language-model.ts';
import { memoryLedger } from '../../testing/memory-ledger.ts';
import { openStack } from '../open-stack.ts';
import { renderPrompt } from '../prompt/render-prompt.ts';
import { type FakeChatOptions, fakeChatModel } from '../testing/fake-chat-model.ts';
import { stackParts } from '../testing/stack-parts.ts';

const label: OutputContract = { kind: 'label', labels: ['billing', 'shipping', 'other'] };
const json: OutputContract = { kind: 'json', schema: { type: 'object' } };

function chatStack(
  contract: OutputContract,
  more: Partial<StackSpec> = {},
  answerer: object = {},
): StackSpec {
  return {
    answerer: { kind: 'chat', model: { id: 'fake/chat' }, maxOutputTokens: 16, ...answerer },
    contract,
    ...more,
  };
}

async function ask(spec: StackSpec, options: FakeChatOptions, repeat = 0) {
  const model = fakeChatModel(options);
  const stack = await openStack(spec, stackParts({ chat: model }));
  const { purchase } = memoryLedger();
  const answer = await stack.answer('My parcel?', { purchase, signal: AbortSignal.timeout(5000), repeat });
  return { answer, asked: model.asked };
}

describe('one call', () => {
  it('gives the trimmed text with what it took', async () => {
    const usage = { inputTokens: 30, outputTokens: 2 };
    const { answer, asked } = await ask(chatStack({ kind: 'text' }), {
      replies: [{ text: ' Hello \n', usage }],
    });
    expect(answer).toMatchObject({
      output: 'Hello',
      finish: 'stop',
      usage,
      costUsd: 0.01,
      callIds: ['call-1'],
    });
    expect(answer.latencyMs).toBeGreaterThanOrEqual(10);
    expect(answer.promptHash).toBe(renderPrompt(chatStack({ kind: 'text' }), 'My parcel?').hash);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ maxOutputTokens: 16, sharedMessages: 0 });
    expect(asked[0]?.output).toBeUndefined();
  });

  it('reads a label out of a free answer, and leaves an unreadable one as it is', async () => {
    const read = async (text: string) => (await ask(chatStack(label), { replies: [text] })).answer.output;
    expect(await read('It is "Shipping".')).toBe('shipping');
    expect(await read('shipping or billing')).toBe('shipping or billing');
  });

  it('constrains the output where the model can be held to it', async () => {
    const wanted = async (contract: OutputContract, capability: object) =>
      (await ask(chatStack(contract), { capabilities: capability, replies: ['other'] })).asked[0]?.output;
    expect(await wanted(label, { choice: true })).toEqual({ kind: 'choice', choices: label.labels });
    expect(await wanted(label, { jsonSchema: true })).toBeUndefined();
    expect(await wanted(json, { jsonSchema: true })).toEqual({ kind: 'json', schema: { type: 'object' } });
    expect(await wanted(json, { choice: true })).toBeUndefined();
  });

  it.each(['length', 'content-filter', 'error'] as const)('fails when it ended by %s', async (finish) => {
    await expect(ask(chatStack(label), { replies: [{ text: 'billing', finish }] })).rejects.toMatchObject({
      code: 'OUTPUT_INCOMPLETE',
      details: { finish, tokens: 16 },
      transient: false,
    });
  });

  it('passes sampling settings on, each repeat with its own seed', async () => {
    const spec = chatStack(label, {}, { temperature: 0.5, seed: 7 });
    expect((await ask(spec, { replies: ['other'] }, 3)).asked[0]).toMatchObject({
      temperature: 0.5,
      seed: 10,
    });
  });
});

describe('label scoring', () => {
  const spec = chatStack(label, {}, { decoding: 'score-labels' });

  it('takes the most probable label, with probabilities that sum to 1', async () => {
    const logs: Record<string, number> = { billing: -2000, shipping: -1000 + Math.log(3), other: -1000 };
    const { answer, asked } = await ask(spec, { logProbability: (l) => logs[l] ?? Number.NaN });
    expect(answer.output).toBe('shipping');
    expect(answer.labelProbabilities?.shipping).toBeCloseTo(0.75, 12);
    expect(answer.labelProbabilities?.other).toBeCloseTo(0.25, 12);
    expect(answer.labelProbabilities?.billing).toBe(0);
    expect(asked).toEqual([expect.objectContaining({ labels: label.labels, sharedMessages: 1 })]);
  });

  it('fails rather than take the first label when one has no score', async () => {
    const logProbability = (l: string) => (l === 'other' ? Number.NaN : -1);
    await expect(ask(spec, { logProbability })).rejects.toMatchObject({ code: 'MODEL_CALL_FAILED' });
  });

  it('is refused before anything is bought where the model cannot', async () => {
    await expect(ask(spec, { replies: ['other'] })).rejects.toMatchObject({
      code: 'MODEL_CANNOT_SCORE_LABELS',
    });
  });
});

describe('step by step', () => {
  const reasoning: Reasoning = { kind: 'step-by-step', maxReasoningTokens: 64 };
  const spec = chatStack(label, { reasoning });
  const usage = (inputTokens: number, outputTokens?: number) => ({
    inputTokens,
    ...(outputTokens && { outputTokens }),
  });

  it('reads the answer after the last marker, in one call', async () => {
    const text = 'Answer: could be billing.\nBut no.\nAnswer: **shipping**';
    const { answer, asked } = await ask(spec, {
      capabilities: { choice: true },
      replies: [{ text, usage: usage(9, 20) }],
    });
    expect(answer).toMatchObject({
      output: 'shipping',
      reasoning: text,
      usage: usage(9, 20),
      callIds: ['call-1'],
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ maxOutputTokens: 64 });
    expect(asked[0]?.output).toBeUndefined();
  });

  it.each([
    { text: 'I think it is about a parcel.' },
    { text: 'Answer: ' },
    { text: 'Answer: shipping or billing' },
    { text: 'Hm. Answer: bill', finish: 'length' as const },
    { text: 'Hm. Answer: billing', finish: 'length' as const },
  ])('asks a second time, under the contract, after $text ($finish)', async (steps) => {
    const replies = [
      { ...steps, usage: usage(9, 20) },
      { text: 'shipping', usage: usage(40, 2) },
    ];
    const { answer, asked } = await ask(spec, { capabilities: { choice: true }, replies });
    expect(answer).toMatchObject({
      output: 'shipping',
      reasoning: steps.text,
      callIds: ['call-1', 'call-2'],
      costUsd: 0.02,
    });
    expect(answer.usage).toEqual(usage(49, 22));
    expect(asked[1]).toMatchObject({ maxOutputTokens: 16, output: { kind: 'choice' } });
    expect(asked[1]?.messages?.slice(-2)).toEqual([
      { role: 'assistant', content: steps.text, atMostTokens: 64 },
      { role: 'user', content: 'Now give only the answer.' },
    ]);
  });

  it('knows no sum of tokens when one call reported none', async () => {
    const sum = async (one: object, other: object) =>
      (
        await ask(spec, {
          replies: [
            { text: 'Hm', ...one },
            { text: 'other', ...other },
          ],
        })
      ).answer.usage;
    expect(await sum({ usage: usage(9, 20) }, {})).toBeUndefined();
    expect(await sum({ usage: usage(9, 20) }, { usage: usage(40) })).toEqual({ inputTokens: 49 });
  });

  it('buys no second call after a refusal', async () => {
    const replies = [{ text: '', finish: 'content-filter' as const }, 'other'];
    await expect(ask(spec, { replies })).rejects.toMatchObject({ code: 'OUTPUT_INCOMPLETE' });
  });

  it('ends with scored labels where the stack scores them', async () => {
    const scoring = chatStack(label, { reasoning }, { decoding: 'score-labels' });
    const { answer } = await ask(scoring, { replies: ['Hm'], logProbability: (l) => -l.length });
    expect(answer).toMatchObject({ output: 'other', reasoning: 'Hm', callIds: ['call-1', 'call-2'] });
  });
});

describe('effort', () => {
  const spec = chatStack(label, { reasoning: { kind: 'effort', effort: 'low' } });

  it('is passed on to a model that has the setting, and refused by one that has not', async () => {
    const { asked } = await ask(spec, { capabilities: { reasoningEffort: true }, replies: ['other'] });
    expect(asked[0]).toMatchObject({ reasoningEffort: 'low' });
    await expect(ask(spec, { replies: ['other'] })).rejects.toMatchObject({ code: 'MODEL_HAS_NO_EFFORT' });
  });
});

it('estimates all calls an answer can take', async () => {
  const stack = await openStack(
    chatStack({ kind: 'text' }, { reasoning: { kind: 'step-by-step', maxReasoningTokens: 64 } }),
    stackParts({ chat: fakeChatModel({}) }),
  );
  const { messages } = renderPrompt(stack.spec, 'My parcel?');
  const once = messages.reduce((sum, m) => sum + m.content.length, 0);
  // 64 tokens out, which come in again with the question for the answer alone, then 16 out.
  const maxCostUsd = (once + 64 + once + 64 + 'Now give only the answer.'.length + 16) / 1000;
  expect((await stack.estimate('My parcel?')).maxCostUsd).toBeCloseTo(maxCostUsd, 12);
});

it.each([
  ['one call', {}],
  ['two', { reasoning: { kind: 'step-by-step', maxReasoningTokens: 9 } }],
] as const)(
  'estimates what is reserved: %s, of a model whose tokens are only estimated',
  async (_calls, more) => {
    const model = meteredChatModel({
      id: 'm',
      language: fakeLanguageModel(() => 'ébauche '.repeat(9)),
      capabilities: fakeChatModel({}).capabilities,
      countTokens: estimateTokens,
      pricing: tokenPricing({ inputUsdPerMillion: 3, outputUsdPerMillion: 15 }),
    });
    const stack = await openStack(chatStack(label, more), stackParts({ chat: model }));
    const ledger = memoryLedger();
    const { signal } = new AbortController();
    await stack.answer('My parcel?', { purchase: ledger.purchase, signal, repeat: 0 });
    const reserved = ledger.calls.reduce((sum, { intent }) => sum + (intent.maxCostUsd ?? Number.NaN), 0);
    expect(ledger.calls).toHaveLength('reasoning' in more ? 2 : 1);
    expect((await stack.estimate('My parcel?')).maxCostUsd).toBeCloseTo(reserved, 15);
  },
);
