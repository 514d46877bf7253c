import { describe, expect, it } from 'vitest';
import { attemptKey } from '../../domain/attempt.ts';
import { inputHash } from '../../domain/case.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import type { StackSpec } from '../../domain/stack.ts';
import { stackHash } from '../../domain/stack.ts';
import type { AnswerContext, LiveStack } from '../../stacks/live-stack.ts';
import { memoryLedger } from '../../testing/memory-ledger.ts';
import { type AttemptedCase, type RunOptions, runStack } from './run-stack.ts';

const spec: StackSpec = { answerer: { kind: 'constant', output: '' }, contract: { kind: 'text' } };

async function* cases(inputs: readonly string[]): AsyncGenerator<StoredCase> {
  for (const [ordinal, input] of inputs.entries())
    yield { id: `c${ordinal}`, input, tags: [], split: 'dev', ordinal, inputHash: inputHash(input) };
}

const inputs = (n: number) => Array.from({ length: n }, (_, i) => `input ${i}`);

/** A stack that buys `calls` calls one after the other for each answer; `call` does the work of one. */
function stackOf(
  call: (input: string, n: number) => Promise<void>,
  { calls = 1, maxConcurrency = 100 } = {},
): LiveStack & { answered: string[] } {
  const answered: string[] = [];
  return {
    spec,
    hash: stackHash(spec),
    maxConcurrency,
    prefixState: 'no prompt',
    answered,
    estimate: async () => ({}),
    async answer(input, { purchase }: AnswerContext) {
      const callIds: string[] = [];
      for (let n = 0; n < calls; n++) {
        const intent = { model: 'm', requestHash: `${input} ${n}`, tryNumber: 0 };
        const bought = await purchase(intent, async () => {
          await call(String(input), n);
          return { latencyMs: 1, costUsd: 0.5, body: null };
        });
        callIds.push(bought.callId);
      }
      answered.push(String(input));
      return { output: `re ${input}`, finish: 'stop', callIds };
    },
  };
}

function setUp(changed: Partial<RunOptions> = {}) {
  const [soft, hard] = [new AbortController(), new AbortController()];
  const ledger = memoryLedger();
  const options: RunOptions = {
    concurrency: 4,
    repeat: 0,
    signal: soft.signal,
    hardSignal: hard.signal,
    purchaseFor: () => ledger.purchase,
    now: () => new Date(0),
    ...changed,
  };
  return { soft, hard, ledger, options };
}

async function collect(run: AsyncIterable<AttemptedCase>) {
  const attempted: AttemptedCase[] = [];
  let error: unknown;
  try {
    for await (const one of run) attempted.push(one);
  } catch (thrown) {
    error = thrown;
  }
  return { attempted, error };
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('runStack', () => {
  it('answers every case under the key of all that could change the answer', async () => {
    const { options } = setUp({ repeat: 2 });
    const stack = stackOf(async () => {});
    const { attempted } = await collect(runStack(stack, cases(inputs(20)), options));
    expect(attempted).toHaveLength(20);
    const { case: one, attempt } = attempted[3] as AttemptedCase;
    expect(attempt).toMatchObject({
      key: attemptKey({ inputHash: one.inputHash, stackHash: stack.hash, repeat: 2 }),
      concurrency: 4,
      startedAt: new Date(0),
      outcome: { kind: 'answered', answer: { output: `re ${one.input}` } },
    });
    expect(attempt).not.toHaveProperty('caseId');
  });

  it('counts calls alone as concurrency: bookkeeping runs ahead', async () => {
    let [calling, mostCalling, booking, mostBooking] = [0, 0, 0, 0];
    const ledger = memoryLedger();
    const { options } = setUp({
      purchaseFor: () => async (intent, call) => {
        mostBooking = Math.max(mostBooking, ++booking);
        await tick();
        const bought = await ledger.purchase(intent, call);
        booking--;
        return bought;
      },
    });
    const stack = stackOf(async () => {
      mostCalling = Math.max(mostCalling, ++calling);
      await tick();
      calling--;
    });
    await collect(runStack(stack, cases(inputs(40)), options));
    expect(mostCalling).toBe(4);
    expect(mostBooking).toBe(6);
  });

  it('keeps to the bound of the stack, and to one case at a time where that is one', async () => {
    let [answering, most] = [0, 0];
    const { options, ledger } = setUp({
      purchaseFor: () => async (intent, call) => {
        most = Math.max(most, ++answering);
        await tick();
        return ledger.purchase(intent, call).finally(() => answering--);
      },
    });
    const { attempted } = await collect(
      runStack(stackOf(tick as never, { maxConcurrency: 1 }), cases(inputs(5)), options),
    );
    expect(most).toBe(1);
    expect(attempted.map((a) => a.attempt.concurrency)).toEqual([1, 1, 1, 1, 1]);
  });

  it('buys once for cases in flight that are the same to the stack', async () => {
    const { options, ledger } = setUp();
    const { attempted } = await collect(
      runStack(stackOf(tick as never), cases(['a', 'b', 'a', 'a']), options),
    );
    expect(attempted.map((a) => a.case.id).sort()).toEqual(['c0', 'c1', 'c2', 'c3']);
    expect(ledger.calls).toHaveLength(2);
    const [first, second] = attempted.filter((a) => a.case.input === 'a');
    expect(first?.attempt).toBe(second?.attempt);
  });

  it('makes a failed attempt of an error, tried again only where it may pass', async () => {
    const { options, ledger } = setUp({ concurrency: 1 });
    const errors: Record<string, Error> = {
      'input 0': new FulcrumError('MODEL_OVERLOADED', { id: 'm', reason: '503' }),
      'input 1': new FulcrumError('OUTPUT_INCOMPLETE', { finish: 'length', tokens: 8 }),
      'input 2': new TypeError('bug'),
    };
    const stack = stackOf(
      async (input, n) => {
        const error = errors[input];
        if (error && n === 1) throw error;
      },
      { calls: 2 },
    );
    const { attempted } = await collect(runStack(stack, cases(inputs(4)), options));
    expect(attempted.map((a) => a.attempt.outcome)).toMatchObject([
      {
        kind: 'failed',
        failure: { code: 'MODEL_OVERLOADED', retryable: true },
        callIds: ['call-1', 'call-2'],
        costUsd: 0.5,
      },
      {
        kind: 'failed',
        failure: { code: 'OUTPUT_INCOMPLETE', retryable: false },
        callIds: ['call-3', 'call-4'],
        costUsd: 0.5,
      },
      {
        kind: 'failed',
        failure: { code: 'UNEXPECTED', retryable: true, message: expect.stringContaining('bug') },
      },
      { kind: 'answered' },
    ]);
    expect(ledger.calls).toHaveLength(8);
  });

  it('records a call that was replayed from the journal before the failure', async () => {
    const ledger = memoryLedger({ replays: true });
    const purchaseFor = () => ledger.purchase;
    const failing = stackOf(
      async (_, n) => {
        if (n === 1) throw new Error('x');
      },
      { calls: 2 },
    );
    for (const callIds of [
      ['call-1', 'call-2'],
      ['call-3', 'call-1'],
    ]) {
      const { attempted } = await collect(runStack(failing, cases(['a']), setUp({ purchaseFor }).options));
      expect(attempted[0]?.attempt.outcome).toMatchObject({ callIds });
    }
  });

  it('ends on what would stop every further call, after what is in flight', async () => {
    const { options } = setUp({ concurrency: 3 });
    const stack = stackOf(async (input) => {
      if (input === 'input 1') throw new FulcrumError('BUDGET_EXHAUSTED', {});
      await tick();
    });
    const { attempted, error } = await collect(runStack(stack, cases(inputs(50)), options));
    expect(error).toMatchObject({ code: 'BUDGET_EXHAUSTED' });
    expect(attempted.length).toBeGreaterThanOrEqual(2);
    expect(attempted.length).toBeLessThan(10);
  });

  it('once interrupted buys nothing new and keeps what is in flight', async () => {
    const { options, soft, ledger } = setUp({ concurrency: 2 });
    let calls = 0;
    const stack = stackOf(async () => {
      if (++calls === 6) soft.abort(new FulcrumError('INTERRUPTED'));
      await tick();
    });
    const { attempted, error } = await collect(runStack(stack, cases(inputs(50)), options));
    expect(error).toBeUndefined();
    expect(calls).toBeLessThanOrEqual(7);
    expect(attempted).toHaveLength(calls);
    expect(ledger.calls.filter((c) => c.state === 'settled')).toHaveLength(calls);
    expect(ledger.calls.filter((c) => c.state === 'unknown')).toHaveLength(0);
  });

  it('drops an answer that would need another call after the interruption', async () => {
    const { options, soft, ledger } = setUp({ concurrency: 1 });
    const stack = stackOf(async () => soft.abort(new FulcrumError('INTERRUPTED')), { calls: 2 });
    expect(await collect(runStack(stack, cases(inputs(5)), options))).toEqual({
      attempted: [],
      error: undefined,
    });
    expect(ledger.calls.map((c) => c.state)).toEqual(['settled', 'failed']);
  });

  it('once interrupted does not wait to try again', async () => {
    const { soft, options } = setUp();
    const stack: LiveStack = {
      ...stackOf(async () => {}),
      async answer(_, { purchase, signal }) {
        const intent = { model: 'm', requestHash: 'r', tryNumber: 0 };
        await purchase(intent, () => Promise.reject(new Error('overloaded'))).catch(() => {});
        setTimeout(() => soft.abort(new FulcrumError('INTERRUPTED')), 5);
        return await new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      },
    };
    const { attempted, error } = await collect(runStack(stack, cases(inputs(3)), options));
    expect({ attempted, error }).toEqual({ attempted: [], error: undefined });
  });

  it('interrupted hard ends with the interruption, whatever the calls in flight threw', async () => {
    const { options, soft, hard } = setUp({ concurrency: 1 });
    const interrupted = new FulcrumError('INTERRUPTED');
    const stack = stackOf(async () => {
      soft.abort(interrupted);
      hard.abort(interrupted);
      throw new FulcrumError('EXTERNAL_REPLY_INVALID', { source: 'f', problem: 'it threw AbortError' });
    });
    const { attempted, error } = await collect(runStack(stack, cases(inputs(5)), options));
    expect(attempted).toEqual([]);
    expect(error).toBe(interrupted);
  });
});
