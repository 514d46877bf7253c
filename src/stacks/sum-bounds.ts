/** What the calls behind one answer cost at most together. Knows nothing of what they are for. */
import type { CallBound } from '../models/chat-model.ts';
import type { AnswerEstimate } from './live-stack.ts';

/** Unknown when one price is. */
export function sumBounds(bounds: readonly Pick<CallBound, 'costUsd'>[]): AnswerEstimate {
  let maxCostUsd = 0;
  for (const { costUsd } of bounds) {
    if (costUsd === undefined) return {};
    maxCostUsd += costUsd;
  }
  return { maxCostUsd };
}
