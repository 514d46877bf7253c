import type { JSONSchema7, RerankingModelV4 } from '@ai-sdk/provider';
import { expect, test } from 'vitest';
import { fakeEmbeddingModel } from '../../testing/fake-embedding-model.ts';
import { fakeLanguageModel } from '../../testing/fake-language-model.ts';
import { memoryLedger } from '../../testing/memory-ledger.ts';
import type { ChatCapabilities, ChatRequest } from '../chat-model.ts';
import { estimateTokens } from '../count-tokens.ts';
import { meteredChatModel } from './metered-chat-model.ts';
import { meteredEmbeddingModel } from './metered-embedding-model.ts';
import { meteredRerankingModel } from './metered-reranking-model.ts';
import { ModelCallError } from './model-call-error.ts';
import { localPricing, tokenPricing } from './pricing.ts';
import { RateLimiter } from './rate-limiter.ts';
import { readUsage } from './read-usage.ts';
import { type RetryPolicy, retry } from './retry.ts';
import type { Timing } from './timing.ts';

/** A clock that moves only when someone pauses. */
function fakeTiming(random = 0.5): Timing & { readonly pauses: number[] } {
  let now = 0;
  const pauses: number[] = [];
  return {
    pauses,
    now: () => now,
    random: () => random,
    async pause(ms, signal) {
      signal.throwIfAborted();
      pauses.push(ms);
      now += ms;
    },
  };
}

const signal = new AbortController().signal;
const policy: RetryPolicy = { maxAttempts: 4, firstPauseMs: 100, longestPauseMs: 1_000, totalMs: 10_000 };
const failure = (retryable: boolean, retryAfterMs?: number) =>
  new ModelCallError(
    'MODEL_OVERLOADED',
    { id: 'm', reason: 'x' },
    { billing: 'none', retryable, retryAfterMs },
  );
const capabilities: ChatCapabilities = {
  jsonSchema: true,
  schemaPerRequest: false,
  choice: false,
  labelLogProbabilities: false,
  toolCalls: true,
  reasoningEffort: true,
  maxConcurrency: 2,
  promptCaching: 'breakpoint',
};
const request: ChatRequest = {
  messages: [
    { role: 'system', content: 'shared' },
    { role: 'user', content: 'own' },
  ],
  sharedMessages: 1,
  maxOutputTokens: 10,
};

test('retries pause below a doubling ceiling, and give up after the last try', async () => {
  const timing = fakeTiming();
  await expect(retry(() => Promise.reject(failure(true)), policy, timing, signal)).rejects.toThrow(
    'overloaded',
  );
  expect(timing.pauses).toEqual([50, 100, 200]);
});

test('Retry-After is obeyed up to the longest pause', async () => {
  const timing = fakeTiming(0);
  await expect(
    retry(() => Promise.reject(failure(true, 3_600_000)), policy, timing, signal),
  ).rejects.toThrow();
  expect(timing.pauses).toEqual([1_000, 1_000, 1_000]);
});

test('no try begins after the total time, and what is terminal is not tried again', async () => {
  const timing = fakeTiming();
  const short = { ...policy, totalMs: 149 };
  await expect(retry(() => Promise.reject(failure(true)), short, timing, signal)).rejects.toThrow();
  expect(timing.pauses).toEqual([50]);
  let tries = 0;
  const refused = () => {
    tries++;
    return Promise.reject(failure(false));
  };
  await expect(retry(refused, policy, fakeTiming(), signal)).rejects.toThrow();
  expect(tries).toBe(1);
});

test('a rate of 60 a minute lets six through at once, then one a second', async () => {
  const timing = fakeTiming();
  const limiter = new RateLimiter(60, timing);
  for (let i = 0; i < 9; i++) await limiter.take(1, signal);
  expect(timing.pauses).toEqual([1_000, 1_000, 1_000]);
});

test('after ten failures in a row the breaker lets nothing through for a while, then one call', async () => {
  const timing = fakeTiming();
  let isDown = true;
  const language = fakeLanguageModel(() =>
    isDown ? Object.assign(new Error('down'), { code: 'ECONNRESET' }) : 'up',
  );
  const once = { ...policy, maxAttempts: 1 };
  const model = meteredChatModel({
    id: 'm',
    language,
    capabilities,
    countTokens: estimateTokens,
    timing,
    retry: once,
  });
  const context = { purchase: memoryLedger().purchase, signal };
  for (let i = 0; i < 15; i++) await expect(model.generate(request, context)).rejects.toThrow();
  expect(language.asked).toHaveLength(10);
  isDown = false;
  await timing.pause(15_000, signal);
  expect((await model.generate(request, context)).text).toBe('up');
  expect((await model.generate(request, context)).text).toBe('up');
});

test('a service that was never reached is not waited for', async () => {
  const timing = fakeTiming();
  const language = fakeLanguageModel(() => Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
  const model = meteredChatModel({ id: 'm', language, capabilities, countTokens: estimateTokens, timing });
  const context = { purchase: memoryLedger().purchase, signal };
  for (let i = 0; i < 2; i++) await expect(model.generate(request, context)).rejects.toThrow('refused');
  const pauses = timing.pauses.length;
  await expect(model.generate(request, context)).rejects.toMatchObject({
    code: 'MODEL_UNREACHABLE',
    retryable: false,
  });
  expect(timing.pauses).toHaveLength(pauses);
  expect(language.asked).toHaveLength(10);
});

test('prices: cached and written input have their own, and long prompts an unknown one', () => {
  // 1000 in, of which 600 read and 100 written: 300 × 3 + 600 × 0.3 + 100 × 3.75 + 50 × 15 = 2205 per million.
  const pricing = tokenPricing({
    inputUsdPerMillion: 3,
    outputUsdPerMillion: 15,
    cachedInputUsdPerMillion: 0.3,
    cacheWriteUsdPerMillion: 3.75,
    upToInputTokens: 2_000,
  });
  const usage = { inputTokens: 1000, cachedInputTokens: 600, cacheWriteTokens: 100, outputTokens: 50 };
  expect(pricing.callUsd(usage, 0)).toBeCloseTo(0.002205, 12);
  expect(pricing.callUsd({ ...usage, inputTokens: 2001 }, 0)).toBeUndefined();
  expect(pricing.callUsd({ inputTokens: 5 }, 0)).toBeUndefined();
  expect(pricing.highestUsd(1000, 50)).toBeCloseTo(0.0045, 12);
});

test('local cost is busy hours × rate ÷ utilisation', () => {
  // 36 s at 0.50 US$ an hour, 25 % used: 0.01 h × 0.5 ÷ 0.25 = 0.02.
  expect(localPricing({ hourlyRateUsd: 0.5, utilisation: 0.25 }).callUsd({}, 36_000)).toBeCloseTo(0.02, 12);
});

test('usage from outside is bounded', () => {
  const usage = readUsage({
    inputTokens: { total: 10, noCache: 1, cacheRead: 11, cacheWrite: -1 },
    outputTokens: { total: 1.5, text: 0, reasoning: 3 },
  });
  expect(usage).toEqual({ inputTokens: 10, reasoningTokens: 3 });
});

test('the request carries the breakpoint after the shared prefix, the schema, the effort and the call id', async () => {
  const language = fakeLanguageModel(() => ({
    content: [
      { type: 'reasoning', text: 'hm' },
      { type: 'tool-call', toolCallId: '1', toolName: 'look', input: '{"a":1}' },
    ],
    finishReason: { unified: 'tool-calls', raw: 'tool_use' },
  }));
  const cacheBreakpoint = { anthropic: { cacheControl: { type: 'ephemeral' } } };
  const model = meteredChatModel({
    id: 'm',
    language,
    capabilities,
    countTokens: estimateTokens,
    cacheBreakpoint,
  });
  const schema = { type: 'object' } as const;
  const ledger = memoryLedger();
  const reply = await model.generate(
    { ...request, seed: 3, reasoningEffort: 'low', output: { kind: 'json', schema } },
    { purchase: ledger.purchase, signal },
  );
  expect(reply).toMatchObject({
    reasoning: 'hm',
    toolCalls: [{ name: 'look', arguments: { a: 1 } }],
    finish: 'tool-calls',
  });
  expect(language.asked[0]).toMatchObject({
    prompt: [{ role: 'system', providerOptions: cacheBreakpoint }, { role: 'user' }],
    responseFormat: { type: 'json', schema },
    reasoning: 'low',
    seed: 3,
    maxOutputTokens: 10,
    headers: { 'x-fulcrum-call-id': ledger.calls[0]?.callId },
  });
  expect(language.asked[0]?.prompt[1]).not.toHaveProperty('providerOptions');
});

test.each([
  ['a type that takes null', { type: ['string', 'null'] }, ['a.md', null]],
  ['alternatives, one of them null', { oneOf: [{ type: 'string' }, { type: 'null' }] }, ['a.md', null]],
  ['a text', { type: 'string' }, ['a.md']],
] as const)('the values allowed for one reply take the place of %s', async (_, source, values) => {
  const language = fakeLanguageModel(() => ({ content: [{ type: 'text', text: '{}' }] }));
  const model = meteredChatModel({ id: 'm', language, capabilities, countTokens: estimateTokens });
  const schema = { type: 'object', properties: { answer: { type: 'string' }, source } } as JSONSchema7;
  const allowed = { property: 'source', values: ['a.md'] };
  const wanted = { ...request, output: { kind: 'json', schema, allowed } } as const;
  const { purchase } = memoryLedger();
  await model.generate(wanted, { purchase, signal });
  expect(language.asked[0]?.responseFormat).toMatchObject({
    schema: { type: 'object', properties: { answer: { type: 'string' }, source: { enum: values } } },
  });
  expect(model.atMost(wanted)).toEqual(model.atMost({ ...request, output: { kind: 'json', schema } }));
});

test('tool arguments that are no object make the answer an error', async () => {
  const language = fakeLanguageModel(() => ({
    content: [{ type: 'tool-call', toolCallId: '1', toolName: 'look', input: '{"a":' }],
  }));
  const model = meteredChatModel({ id: 'm', language, capabilities, countTokens: estimateTokens });
  const reply = await model.generate(request, { purchase: memoryLedger().purchase, signal });
  expect(reply).toMatchObject({ toolCalls: [], finish: 'error' });
});

test('a reservation is never below the cost, and the budget stops the next call', async () => {
  const language = fakeLanguageModel(() => 'x'.repeat(40));
  const pricing = tokenPricing({ inputUsdPerMillion: 100, outputUsdPerMillion: 100 });
  const model = meteredChatModel({ id: 'm', language, capabilities, countTokens: estimateTokens, pricing });
  const ledger = memoryLedger({ limitUsd: 0.012 });
  const buy = () =>
    model.generate({ ...request, maxOutputTokens: 20 }, { purchase: ledger.purchase, signal });
  const { costUsd = Number.NaN } = await buy();
  expect(ledger.calls[0]?.intent.maxCostUsd).toBeGreaterThanOrEqual(costUsd);
  await buy();
  await expect(buy()).rejects.toMatchObject({ code: 'BUDGET_EXHAUSTED' });
  expect(language.asked).toHaveLength(2);
});

test('embeddings have unit length, replay, and are refused when broken', async () => {
  const ledger = memoryLedger({ replays: true });
  const binding = {
    id: 'e',
    batchSize: 8,
    limits: { maxConcurrency: 1 },
    countTokens: estimateTokens,
    retry: policy,
  };
  const model = meteredEmbeddingModel({ ...binding, embedding: fakeEmbeddingModel() });
  const context = { purchase: ledger.purchase, signal };
  const first = await model.embed(['a b', 'c'], context);
  for (const vector of first.vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
  const again = await model.embed(['a b', 'c'], context);
  expect(again).toEqual(first);
  expect(ledger.calls).toHaveLength(1);
  const broken = {
    ...fakeEmbeddingModel(),
    doEmbed: async () => ({ embeddings: [[Number.NaN]], warnings: [] }),
  };
  const bad = meteredEmbeddingModel({ ...binding, embedding: broken });
  await expect(bad.embed(['a'], context)).rejects.toMatchObject({ code: 'MODEL_REPLY_INVALID' });
});

test('a reranking is ordered by its scores, paid by the call, journalled and replayed', async () => {
  const reranker = (ranking: { index: number; relevanceScore: number }[]): RerankingModelV4 => ({
    specificationVersion: 'v4',
    provider: 'fake',
    modelId: 'reranker',
    doRerank: async () => ({ ranking }),
  });
  const open = (ranking: { index: number; relevanceScore: number }[]) =>
    meteredRerankingModel({
      id: 'fake/reranker',
      reranking: reranker(ranking),
      limits: { maxConcurrency: 1 },
      countTokens: estimateTokens,
      pricing: tokenPricing({ inputUsdPerMillion: 0, outputUsdPerMillion: 0, usdPerCall: 0.002 }),
    });
  const ledger = memoryLedger({ replays: true });
  const context = { purchase: ledger.purchase, signal };
  const request = { query: 'refund', texts: ['a', 'b', 'c'] };
  const model = open([
    { index: 0, relevanceScore: 0.1 },
    { index: 2, relevanceScore: 0.9 },
  ]);
  const bought = await model.rerank(request, context);
  expect(bought).toMatchObject({ order: [2, 0], costUsd: 0.002 });
  expect(ledger.calls[0]?.intent.maxCostUsd).toBe(0.002);
  expect(await model.rerank(request, context)).toEqual(bought);
  expect(ledger.calls).toHaveLength(1);
  for (const index of [3, -1, 0.5])
    await expect(
      open([{ index, relevanceScore: 1 }]).rerank({ ...request, query: `${index}` }, context),
    ).rejects.toMatchObject({ code: 'MODEL_REPLY_INVALID' });
  const twice = [0, 0].map((index) => ({ index, relevanceScore: 1 }));
  await expect(open(twice).rerank({ ...request, query: 'twice' }, context)).rejects.toMatchObject({
    code: 'MODEL_REPLY_INVALID',
  });
});
