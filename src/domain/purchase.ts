/** The port every paid call goes through: reserve, call, journal, settle. Knows nothing of models or of Postgres. */
import type { Json } from './json.ts';
import type { Usage } from './usage.ts';

/** What is about to be bought. */
export interface CallIntent {
  /** Catalogue id of the model. */
  readonly model: string;
  /** Identifies the request: equal hashes within one attempt are the same call, so a journalled answer can be replayed. */
  readonly requestHash: string;
  /** Upper bound in US dollars that is reserved against the budget; absent when the price is unknown. */
  readonly maxCostUsd?: number;
  /** 0-based number of this try within the retry layer. */
  readonly tryNumber: number;
}

/** What came back, in a form that can be journalled and replayed. */
export interface PurchasedAnswer {
  readonly usage?: Usage;
  /** Actual cost; absent when unknown. */
  readonly costUsd?: number;
  /** Service time of the call. */
  readonly latencyMs: number;
  readonly body: Json;
}

export interface Purchased extends PurchasedAnswer {
  readonly callId: string;
  /** True when the answer came from the journal and nothing was bought. */
  readonly replayed: boolean;
}

/**
 * Reserves `intent.maxCostUsd` (throws `BUDGET_EXHAUSTED` before anything is sent), runs `call` with the call's id, journals what came
 * back and settles the ledger. A `call` that throws is booked as failed (nothing billed) or, when the error's `billing` is `unknown`, as
 * unknown with its reservation kept.
 */
export type Purchase = (
  intent: CallIntent,
  call: (callId: string) => Promise<PurchasedAnswer>,
) => Promise<Purchased>;
