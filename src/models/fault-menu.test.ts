/** Everything a model service can do wrong, done to us by a process of its own: what is thrown, retried and booked. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MemoryLedger, memoryLedger } from '../testing/memory-ledger.ts';
import type { MockFault } from '../testing/mock-faults.ts';
import { type MockProvider, startMockProvider } from '../testing/start-mock-provider.ts';
import type { ChatRequest } from './chat-model.ts';
import type { ModelCallError } from './metering/model-call-error.ts';
import { defaultRetryPolicy } from './metering/retry.ts';
import { realTiming } from './metering/timing.ts';
import type { ModelSource } from './model-source.ts';
import { openModelSource } from './open-model-source.ts';

const key = 'canary-key-5f1c9d';
const request: ChatRequest = {
  messages: [{ role: 'user', content: 'hello' }],
  sharedMessages: 0,
  maxOutputTokens: 8,
};
const signal = new AbortController().signal;
let folder: string;
let mock: MockProvider;
let source: ModelSource;
const pauses: number[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fulcrum-faults-'));
  mock = await startMockProvider({ billFile: join(folder, 'bill.jsonl'), retryAfterS: 7, dripMs: 100 });
  source = openModelSource({
    providers: [{ id: 'mock', baseURL: mock.baseURL, apiKeyEnv: 'MOCK_KEY', maxConcurrency: 4 }],
    env: { MOCK_KEY: key },
    retry: { ...defaultRetryPolicy, maxAttempts: 3 },
    timing: {
      ...realTiming,
      random: () => 0.5,
      pause: async (ms) => {
        pauses.push(ms);
      },
    },
    guard: { maxBytes: 2 ** 20, silenceMs: 500, totalMs: 2_000, connectMs: 3_000 },
  });
});
afterAll(async () => {
  await source?.[Symbol.asyncDispose]();
  await mock?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function ask(model: string, ledger: MemoryLedger = memoryLedger()) {
  const chat = await source.chat({ id: `mock/${model}` });
  return await chat.generate(request, { purchase: ledger.purchase, signal });
}

const menu: readonly {
  readonly fault: MockFault;
  readonly code: string;
  readonly tries: number;
  readonly booked: 'failed' | 'unknown';
}[] = [
  { fault: 'silence', code: 'MODEL_TIMED_OUT', tries: 3, booked: 'unknown' },
  { fault: 'drip', code: 'MODEL_TIMED_OUT', tries: 3, booked: 'unknown' },
  { fault: 'cut-utf8', code: 'MODEL_UNREACHABLE', tries: 3, booked: 'unknown' },
  { fault: 'cut-json', code: 'MODEL_REPLY_INVALID', tries: 3, booked: 'unknown' },
  { fault: 'error-after-200', code: 'MODEL_REPLY_INVALID', tries: 3, booked: 'unknown' },
  { fault: 'html', code: 'MODEL_REPLY_INVALID', tries: 3, booked: 'unknown' },
  { fault: 'gzip-bomb', code: 'MODEL_REPLY_INVALID', tries: 3, booked: 'unknown' },
  { fault: 'long-line', code: 'MODEL_REPLY_INVALID', tries: 3, booked: 'unknown' },
  { fault: '429', code: 'MODEL_OVERLOADED', tries: 3, booked: 'failed' },
  { fault: '500', code: 'MODEL_OVERLOADED', tries: 3, booked: 'failed' },
  { fault: '503', code: 'MODEL_OVERLOADED', tries: 3, booked: 'failed' },
  { fault: 'reset', code: 'MODEL_UNREACHABLE', tries: 3, booked: 'unknown' },
  { fault: 'reset-after', code: 'MODEL_UNREACHABLE', tries: 3, booked: 'unknown' },
  { fault: 'quota', code: 'MODEL_QUOTA_EXHAUSTED', tries: 1, booked: 'failed' },
  { fault: '400', code: 'MODEL_REQUEST_REFUSED', tries: 1, booked: 'failed' },
  { fault: '401', code: 'MODEL_KEY_REFUSED', tries: 1, booked: 'failed' },
  { fault: 'redirect', code: 'MODEL_UNREACHABLE', tries: 1, booked: 'failed' },
];

describe('a call that keeps going wrong', () => {
  test.each(menu)(
    '$fault → $code after $tries tries, booked as $booked',
    async ({ fault, code, tries, booked }) => {
      const ledger = memoryLedger();
      await expect(ask(`fault:${fault}`, ledger)).rejects.toMatchObject({ code });
      expect(ledger.calls.map((call) => call.intent.tryNumber)).toEqual([...Array(tries).keys()]);
      expect(ledger.calls.map((call) => call.state)).toEqual(Array(tries).fill(booked));
    },
  );

  test('no answer without choices is a success', async () => {
    await expect(ask('fault:no-choices')).rejects.toMatchObject({ billing: 'unknown' });
  });
});

describe('a call that goes wrong once', () => {
  test.each(['500', '429', 'reset', 'cut-json'] as const)('%s is retried and succeeds', async (fault) => {
    const ledger = memoryLedger();
    expect((await ask(`fault-once:${fault}`, ledger)).text).toBe('ok');
    expect(ledger.calls.map((call) => call.state).at(-1)).toBe('settled');
    expect(ledger.calls).toHaveLength(2);
  });

  test('Retry-After is obeyed, with jitter on top', async () => {
    pauses.length = 0;
    await expect(ask('fault:429')).rejects.toThrow();
    expect(pauses).toEqual([7_000 + 250, 7_000 + 500]);
  });
});

describe('an answer that is whole but odd', () => {
  test.each(['no-usage', 'negative-usage', 'huge-usage'] as const)(
    '%s leaves the counts unknown',
    async (fault) => {
      const reply = await ask(`fault:${fault}`);
      expect(reply.text).toBe('ok');
      expect(reply.usage?.inputTokens).toBeUndefined();
      expect(reply.usage?.outputTokens).toBeUndefined();
    },
  );

  test('length and content-filter are told, not thrown', async () => {
    expect((await ask('fault:length')).finish).toBe('length');
    expect((await ask('fault:content-filter')).finish).toBe('content-filter');
  });
});

test('an error that repeats the key does not carry it on', async () => {
  const error = (await ask('fault:401').catch((e) => e)) as ModelCallError;
  expect(error.message).toContain('Incorrect API key provided: Bearer [key]');
  expect(inspect(error, { depth: 10 })).not.toContain(key);
});

test('the ledger equals the bill', async () => {
  const ledger = memoryLedger();
  const before = (await mock.billed()).length;
  await Promise.all(Array.from({ length: 20 }, () => ask('plain', ledger)));
  const billed = (await mock.billed()).slice(before);
  const settled = ledger.calls.map(({ callId, answer }) => ({
    callId,
    inputTokens: answer?.usage?.inputTokens,
    outputTokens: answer?.usage?.outputTokens,
  }));
  const byId = (a: { callId: string }, b: { callId: string }) => a.callId.localeCompare(b.callId);
  expect(settled.sort(byId)).toEqual(
    billed.map(({ callId, inputTokens, outputTokens }) => ({ callId, inputTokens, outputTokens })).sort(byId),
  );
});

test('a service that is not there was not billed', async () => {
  const gone = openModelSource({
    providers: [{ id: 'gone', baseURL: 'http://127.0.0.1:9/v1' }],
    retry: { ...defaultRetryPolicy, maxAttempts: 1 },
  });
  const ledger = memoryLedger();
  const chat = await gone.chat({ id: 'gone/x' });
  await expect(chat.generate(request, { purchase: ledger.purchase, signal })).rejects.toMatchObject({
    code: 'MODEL_UNREACHABLE',
    billing: 'none',
  });
  expect(ledger.calls[0]?.state).toBe('failed');
});
