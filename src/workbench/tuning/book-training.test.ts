/** What training on this machine costs stands in the ledger, and a budget holds for it. */
import { expect, test } from 'vitest';
import { memoryLedger } from '../../testing/memory-ledger.ts';
import type { TrainedAdapter } from '../../tuning/trainers/trainer.ts';
import { bookTraining } from './book-training.ts';

const trained = { folder: '/run/adapter', metrics: { elapsed_s: 360 } } as unknown as TrainedAdapter;
const booking = {
  rates: { hourlyRateUsd: 3, utilisation: 0.5 },
  model: 'local/base',
  key: 'k',
  tokens: 30_000,
};

test('the time it took is bought at the rate of the machine, once', async () => {
  const ledger = memoryLedger({ replays: true, limitUsd: 7 });
  let runs = 0;
  const train = async () => {
    runs += 1;
    return trained;
  };
  expect(await bookTraining(train, { ...booking, purchase: ledger.purchase })).toBe(trained);
  // A tenth of an hour at 3 dollars, half of the hours idle.
  expect(ledger.committedUsd()).toBeCloseTo(0.6, 10);
  // Its files are gone: it is trained again, and not paid for again.
  expect(await bookTraining(train, { ...booking, purchase: ledger.purchase })).toBe(trained);
  expect(runs).toBe(2);
  expect(ledger.calls).toHaveLength(1);
  // A thousand seconds for its tokens at the slowest are 1.67 dollars; what has been bought leaves 6.40.
  const longer = { ...booking, key: 'l', tokens: 120_000, purchase: ledger.purchase };
  await expect(bookTraining(train, longer)).rejects.toMatchObject({ code: 'BUDGET_EXHAUSTED' });
  expect(runs).toBe(2);
});
