/** Books the training that this machine does, as its time costs, so that budgets hold and a rung tells what it took. Trains nothing itself. */
import type { Purchase } from '../../domain/purchase.ts';
import { type LocalCostInput, localCostUsd } from '../../models/local/cost.ts';
import type { TrainedAdapter } from '../../tuning/trainers/trainer.ts';

export interface Booking {
  readonly purchase: Purchase;
  readonly rates: Omit<LocalCostInput, 'busyMs'>;
  /** Of the base. */
  readonly model: string;
  /** Of what is trained, and how. */
  readonly key: string;
  /** Of all epochs. */
  readonly tokens: number;
}

/** Tokens a second of a small model on a slow, busy machine: what a reservation assumes. */
const slowestPerSecond = 30;

/** `train` runs once, and again where its answer is in the journal but its files are gone. Throws `BUDGET_EXHAUSTED`, and what `train` throws. */
export async function bookTraining(
  train: () => Promise<TrainedAdapter>,
  { purchase, rates, model, key, tokens }: Booking,
): Promise<TrainedAdapter> {
  let trained: TrainedAdapter | undefined;
  const maxCostUsd = localCostUsd({ ...rates, busyMs: (tokens / slowestPerSecond) * 1000 });
  await purchase({ model, requestHash: key, maxCostUsd, tryNumber: 0 }, async () => {
    trained = await train();
    const busyMs = trained.metrics.elapsed_s * 1000;
    return { costUsd: localCostUsd({ ...rates, busyMs }), latencyMs: busyMs, body: { trained: key } };
  });
  return trained ?? train();
}
