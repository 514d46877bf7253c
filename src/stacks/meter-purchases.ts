/** Sums what the calls behind one answer took, and times the answer without rate limits, retries' waits and our own bookkeeping. */
import type { Answer } from '../domain/answer.ts';
import type { Purchase } from '../domain/purchase.ts';

export interface PurchaseMeter {
  readonly purchase: Purchase;
  /** Runs a call to a model or a service. Its time counts as its purchases' own: waits around them do not. */
  call<T>(work: () => Promise<T>): Promise<T>;
  /** `costUsd` is 0 without calls and absent when one call's cost is unknown; calls that gave no answer are left to the ledger. */
  total(): Required<Pick<Answer, 'latencyMs' | 'callIds'>> & Pick<Answer, 'costUsd'>;
}

/** Starts the clock. Calls that overlap count together with the service time of the longest purchase. */
export function meterPurchases(inner: Purchase, now: () => number = () => performance.now()): PurchaseMeter {
  const start = now();
  const callIds: string[] = [];
  let costUsd: number | undefined = 0;
  let open = 0;
  let openedAt = 0;
  let longestMs = 0;
  let excludedMs = 0;
  let servedMs = 0;
  async function call<T>(work: () => Promise<T>): Promise<T> {
    if (open++ === 0) openedAt = now();
    try {
      return await work();
    } finally {
      if (--open === 0) {
        excludedMs += now() - openedAt;
        servedMs += longestMs;
        longestMs = 0;
      }
    }
  }
  return {
    call,
    purchase: (intent, buy) =>
      call(async () => {
        const bought = await inner(intent, buy);
        callIds.push(bought.callId);
        costUsd =
          costUsd === undefined || bought.costUsd === undefined ? undefined : costUsd + bought.costUsd;
        longestMs = Math.max(longestMs, bought.latencyMs);
        return bought;
      }),
    total: () => ({
      callIds,
      latencyMs: now() - start - excludedMs + servedMs,
      ...(costUsd !== undefined && { costUsd }),
    }),
  };
}
