/** What a run has spent, in words. Knows no verb. */
import type { SpendingTotals } from '../domain/ports/ledger.ts';
import { usd } from '../report/format/usd.ts';

/** E.g. `$0.0042; 1200 tokens in, 80 out`. */
export function spendingWords(spending: SpendingTotals): string {
  const { settledUsd, callsWithoutCost, inputTokens, outputTokens } = spending;
  const cost =
    callsWithoutCost > 0
      ? `${usd(settledUsd)} and ${callsWithoutCost} calls of unknown cost`
      : usd(settledUsd);
  return `${cost}; ${inputTokens} tokens in, ${outputTokens} out`;
}
