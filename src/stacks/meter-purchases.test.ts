import { describe, expect, it } from 'vitest';
import type { Purchase, PurchasedAnswer } from '../domain/purchase.ts';
import { meterPurchases } from './meter-purchases.ts';

const intent = { model: 'm', requestHash: 'r', tryNumber: 0 };
const buy = async (): Promise<PurchasedAnswer> => ({ latencyMs: 0, body: null });

/** A clock moved by hand and a ledger that answers when told to. */
function setUp() {
  let time = 0;
  const open: {
    answer: (given: Partial<PurchasedAnswer> & { callId: string }) => void;
    fail: (e: Error) => void;
  }[] = [];
  const inner: Purchase = () =>
    new Promise((resolve, reject) => {
      open.push({
        answer: (given) => resolve({ latencyMs: 0, body: null, replayed: false, ...given }),
        fail: reject,
      });
    });
  const meter = meterPurchases(inner, () => time);
  const settled = async (n: number, given: Partial<PurchasedAnswer> & { callId: string }) => {
    open[n]?.answer(given);
    await new Promise(setImmediate);
  };
  return { meter, open, settled, pass: (ms: number) => (time += ms) };
}

describe('meterPurchases', () => {
  it('takes nothing and costs nothing without a call', () => {
    const { meter, pass } = setUp();
    pass(5);
    expect(meter.total()).toEqual({ callIds: [], costUsd: 0, latencyMs: 5 });
  });

  it('counts the service time of a call in place of the time it was open', async () => {
    const { meter, settled, pass } = setUp();
    pass(2);
    const bought = meter.purchase(intent, buy);
    pass(1000);
    await settled(0, { callId: 'a', latencyMs: 30, costUsd: 0.25 });
    await bought;
    pass(3);
    expect(meter.total()).toEqual({ callIds: ['a'], costUsd: 0.25, latencyMs: 35 });
  });

  it('counts overlapping calls with the longest, and calls in a row with their sum', async () => {
    const { meter, settled, pass } = setUp();
    const [one, other] = [meter.purchase(intent, buy), meter.purchase(intent, buy)];
    pass(50);
    await settled(1, { callId: 'b', latencyMs: 40, costUsd: 1 });
    pass(50);
    await settled(0, { callId: 'a', latencyMs: 70, costUsd: 2 });
    await Promise.all([one, other]);
    const third = meter.purchase(intent, buy);
    pass(10);
    await settled(2, { callId: 'c', latencyMs: 5, costUsd: 4 });
    await third;
    expect(meter.total()).toEqual({ callIds: ['b', 'a', 'c'], costUsd: 7, latencyMs: 75 });
  });

  it('leaves out waits around the purchases of one call: limits, queues, pauses between tries', async () => {
    const { meter, open, settled, pass } = setUp();
    const called = meter.call(async () => {
      pass(400);
      await meter.purchase(intent, buy).catch(() => pass(500));
      return meter.purchase(intent, buy);
    });
    open[0]?.fail(new Error('overloaded'));
    await new Promise(setImmediate);
    await settled(1, { callId: 'b', latencyMs: 20 });
    await called;
    pass(1);
    expect(meter.total()).toEqual({ callIds: ['b'], latencyMs: 21 });
  });

  it('knows no sum as soon as one cost is unknown', async () => {
    const { meter, settled } = setUp();
    for (const [n, costUsd] of [0.5, undefined, 0.5].entries()) {
      const bought = meter.purchase(intent, buy);
      await settled(n, { callId: `${n}`, latencyMs: 1, ...(costUsd !== undefined && { costUsd }) });
      await bought;
    }
    expect(meter.total()).toEqual({ callIds: ['0', '1', '2'], latencyMs: 3 });
  });

  it('passes a failure on and goes on timing', async () => {
    const { meter, open, pass } = setUp();
    const failing = meter.purchase(intent, buy);
    pass(100);
    open[0]?.fail(new Error('no'));
    await expect(failing).rejects.toThrow('no');
    pass(7);
    expect(meter.total()).toEqual({ callIds: [], costUsd: 0, latencyMs: 7 });
  });
});
