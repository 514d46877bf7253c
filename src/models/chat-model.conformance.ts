/** What every `ChatModel` must do, whoever stands behind it. Run by `chat-model.test.ts` over each implementation. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FulcrumError } from '../domain/errors.ts';
import { memoryLedger } from '../testing/memory-ledger.ts';
import type { ChatModel, ChatRequest } from './chat-model.ts';

export interface Candidate {
  readonly name: string;
  /** Why it cannot run here. */
  readonly skip?: string | undefined;
  open(): Promise<{ readonly model: ChatModel; close(): Promise<void> }>;
  /** Whether the implementation itself holds the output to choices, schemas and limits. */
  readonly constrains: boolean;
}

const request: ChatRequest = {
  messages: [
    { role: 'system', content: 'You sort letters. Answer with one word: bill or parcel.' },
    { role: 'user', content: 'My parcel never came.' },
  ],
  sharedMessages: 1,
  maxOutputTokens: 4,
  temperature: 0,
};
const signal = new AbortController().signal;
const finishes = ['stop', 'tool-calls', 'length', 'content-filter', 'error', 'other'];

export function chatModelConformance({ name, skip, open, constrains }: Candidate): void {
  describe.skipIf(skip !== undefined)(`${name}${skip === undefined ? '' : ` (skipped: ${skip})`}`, () => {
    let model: ChatModel;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ model, close } = await open());
    });
    afterAll(() => close?.());

    test('answers, and its receipt fits the ledger', async () => {
      const ledger = memoryLedger();
      const reply = await model.generate(request, { purchase: ledger.purchase, signal });
      expect(reply.text).toBeTypeOf('string');
      expect(finishes).toContain(reply.finish);
      expect(reply.callIds).toEqual(ledger.calls.map((call) => call.callId));
      expect(reply.latencyMs).toBeGreaterThanOrEqual(0);
      const [call] = ledger.calls;
      expect(call?.state).toBe('settled');
      expect(call?.intent).toMatchObject({ model: model.id, tryNumber: 0 });
      expect(call?.intent.requestHash).toMatch(/^[0-9a-f]{64}$/);
      expect(call?.answer?.usage).toEqual(reply.usage);
      const { inputTokens, cachedInputTokens = 0 } = reply.usage ?? {};
      if (inputTokens !== undefined) expect(cachedInputTokens).toBeLessThanOrEqual(inputTokens);
      if (reply.costUsd !== undefined && call?.intent.maxCostUsd !== undefined)
        expect(reply.costUsd).toBeGreaterThanOrEqual(0);
    });

    test('equal requests hash alike, others do not', async () => {
      const { purchase, calls } = memoryLedger();
      await model.generate(request, { purchase, signal });
      await model.generate({ ...request }, { purchase, signal });
      await model.generate({ ...request, maxOutputTokens: 5 }, { purchase, signal });
      const [first, second, third] = calls.map((call) => call.intent.requestHash);
      expect(second).toBe(first);
      expect(third).not.toBe(first);
    });

    test('a journalled answer replays to the same reply and buys nothing', async () => {
      const ledger = memoryLedger({ replays: true });
      const bought = await model.generate(request, { purchase: ledger.purchase, signal });
      const replayed = await model.generate(request, { purchase: ledger.purchase, signal });
      expect(replayed).toEqual(bought);
      expect(ledger.calls).toHaveLength(1);
    });

    test('a purchase that refuses stops the call', async () => {
      const refusal = new FulcrumError('BUDGET_EXHAUSTED');
      const purchase = () => Promise.reject(refusal);
      await expect(model.generate(request, { purchase, signal })).rejects.toBe(refusal);
    });

    test('an aborted call rejects with the reason and settles nothing', async () => {
      const ledger = memoryLedger();
      const aborted = AbortSignal.abort(new Error('stopped before'));
      await expect(model.generate(request, { purchase: ledger.purchase, signal: aborted })).rejects.toThrow(
        'stopped before',
      );
      const abort = new AbortController();
      const running = model.generate(
        { ...request, maxOutputTokens: 200 },
        {
          signal: abort.signal,
          purchase(intent, call) {
            queueMicrotask(() => abort.abort(new Error('stopped within')));
            return ledger.purchase(intent, call);
          },
        },
      );
      await expect(running).rejects.toThrow('stopped within');
      expect(ledger.calls.map((call) => call.state)).not.toContain('settled');
    });

    test('counts tokens and says whether exactly', () => {
      expect(model.countTokens('').tokens).toBe(0);
      const { tokens, exact } = model.countTokens('a word and another');
      expect(tokens).toBeGreaterThan(1);
      expect(exact).toBeTypeOf('boolean');
    });

    test('says beforehand what it reserves for a call, and takes no more', async () => {
      const ledger = memoryLedger();
      const { usage } = await model.generate(request, { purchase: ledger.purchase, signal });
      const { inputTokens, outputTokens, costUsd } = model.atMost(request);
      expect(ledger.calls[0]?.intent.maxCostUsd).toBe(costUsd);
      expect(usage?.inputTokens ?? 0).toBeLessThanOrEqual(inputTokens);
      expect(outputTokens).toBe(request.maxOutputTokens);
    });

    test('scores labels exactly when it says so', async () => {
      expect(model.scoreLabels !== undefined).toBe(model.capabilities.labelLogProbabilities);
      if (model.scoreLabels === undefined) return;
      const { purchase } = memoryLedger();
      const labels = ['bill', 'parcel', 'a longer label'];
      const scored = await model.scoreLabels({ ...request, labels }, { purchase, signal });
      for (const value of scored.logProbabilities) expect(value).toBeLessThan(0);
      const reversed = await model.scoreLabels(
        { ...request, labels: labels.toReversed() },
        { purchase, signal },
      );
      expect(reversed.logProbabilities.toReversed()).toEqual(scored.logProbabilities);
      expect(scored.exact).toEqual([true, true, true]);
      expect(scored.callIds).toHaveLength(1);
    });

    test.runIf(constrains)('holds the output to choices, a schema and the limit', async () => {
      const { purchase } = memoryLedger();
      const choices = ['a "quoted" choice', 'bill', 'billing'];
      const chosen = await model.generate(
        { ...request, maxOutputTokens: 12, output: { kind: 'choice', choices } },
        { purchase, signal },
      );
      expect(choices).toContain(chosen.text);
      expect(chosen.finish).toBe('stop');
      const schema = {
        type: 'object',
        properties: { queue: { enum: ['bill', 'parcel'] } },
        required: ['queue'],
        additionalProperties: false,
      } as const;
      const json = await model.generate(
        { ...request, maxOutputTokens: 60, output: { kind: 'json', schema: schema as never } },
        { purchase, signal },
      );
      expect(['bill', 'parcel']).toContain(JSON.parse(json.text).queue);
      const short = await model.generate({ ...request, maxOutputTokens: 1 }, { purchase, signal });
      expect(short).toMatchObject({ finish: 'length', usage: { outputTokens: 1 } });
    });
  });
}
