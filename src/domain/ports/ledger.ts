/** The port of the spending ledger: every call that was or may have been billed, and the budgets they count against. */
import type { Purchase } from '../purchase.ts';

export type CallState =
  /** Sent or about to be sent; after a crash the outcome is unknown. */
  | 'intended'
  /** Answered, journalled and settled. */
  | 'settled'
  /** Failed before anything was billed. */
  | 'failed'
  /** May have been billed; its reservation stays booked. */
  | 'unknown';

/** What a purchase belongs to. A journalled answer is replayed only for the same attempt key, request and repeat. */
export interface PurchaseScope {
  readonly runId: string;
  readonly attemptKey: string;
}

export interface SpendingTotals {
  readonly calls: Readonly<Record<CallState, number>>;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  /** Settled calls whose token counts were not reported. */
  readonly callsWithoutUsage: number;
  /** Settled cost where the price is known. */
  readonly settledUsd: number;
  /** Reservations of intended and unknown calls, and of settled calls whose cost is unknown. */
  readonly reservedUsd: number;
  /** Settled calls whose cost is unknown. */
  readonly callsWithoutCost: number;
}

export interface Ledger {
  /** Opens a run's budget; `undefined` means no limit. Opening again with a higher limit raises it. */
  openBudget(runId: string, limitUsd: number | undefined): Promise<void>;
  /** For a run whose budget was never opened, only what is journalled is replayed; a call to be bought throws `NOT_BOUGHT`. */
  purchase(scope: PurchaseScope): Purchase;
  /** Books the calls that a dead process left `intended` as `unknown`; returns how many. */
  recover(runId: string): Promise<number>;
  totals(runId: string): Promise<SpendingTotals>;
}
