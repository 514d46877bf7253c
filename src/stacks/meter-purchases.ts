/** Sums what the calls behind one answer took, and times the answer without rate limits, retries' waits and our own bookkeeping. */
import type { Answer } from '../domain/answer.ts';
import type { Purchase } from '../domain/purchase.ts';

export interface PurchaseMeter {
  readonly purchase: Purchase;
  /** `costUsd` is 0 without calls and absent when one call's cost is unknown. */
  total(): Required<Pick<Answer, 'latencyMs' | 'callIds'>> & Pick<Answer, 'costUsd'>;
}

/**
 * Starts the clock. While at least one purchase is open, time counts as the purchases' own: a group of overlapping ones counts with the
 * service time of the longest.
 */
export function meterPurchases(inner: Purchase, now: () => number = () => performance.now()): PurchaseMeter {
  const start = now();
  const callIds: string[] = [];
  let costUsd: number | undefined = 0;
  let open = 0;
  let openedAt = 0;
  let longestMs = 0;
  let excludedMs = 0;
  let calledMs = 0;
  return {
    async purchase(intent, call) {
      if (open++ === 0) openedAt = now();
      try {
        const bought = await inner(intent, call);
        callIds.push(bought.callId);
        costUsd =
          costUsd === undefined || bought.costUsd === undefined ? undefined : costUsd + bought.costUsd;
        longestMs = Math.max(longestMs, bought.latencyMs);
        return bought;
      } finally {
        if (--open === 0) {
          excludedMs += now() - openedAt;
          calledMs += longestMs;
          longestMs = 0;
        }
      }
    },
    total: () => ({
      callIds,
      latencyMs: now() - start - excludedMs + calledMs,
      ...(costUsd !== undefined && { costUsd }),
    }),
  };
}
