/** What the climb cost, to stand after "Spent:"; what is not known is said apart and never counted as 0. */
import type { Ladder } from '../domain/ladder.ts';
import { count } from './format/count.ts';
import { usd } from './format/usd.ts';

export function spendingLine({ spending }: Ladder): string {
  const total =
    spending.budgetUsd === undefined
      ? usd(spending.settledUsd)
      : `${usd(spending.settledUsd)} of a budget of ${usd(spending.budgetUsd)}`;
  const rest = [
    `${count(spending.inputTokens)} tokens in, ${count(spending.outputTokens)} out`,
    spending.reservedUsd > 0 && `${usd(spending.reservedUsd)} still reserved`,
    spending.failedCalls > 0 && `${calls(spending.failedCalls)} failed`,
    spending.unknownCalls > 0 && `${calls(spending.unknownCalls)} of unknown outcome`,
    spending.callsWithoutCost > 0 && `${calls(spending.callsWithoutCost)} of unknown cost, not in the total`,
  ].filter((part) => part !== false);
  return `${total} on ${calls(spending.settledCalls)}; ${rest.join('; ')}`;
}

function calls(number: number): string {
  return `${count(number)} ${number === 1 ? 'call' : 'calls'}`;
}
