/** Says before the first call what answering a split costs at most: the sum of what will be reserved. Knows nothing of budgets. */
import { attemptKey } from '../domain/attempt.ts';
import type { Split } from '../domain/case.ts';
import { identifyAttempt } from '../measure/runs/identify-attempt.ts';
import type { LiveStack } from '../stacks/live-stack.ts';
import type { MeasureParts } from './measure-stack.ts';
import { pages } from './stored-attempts.ts';

export interface EstimateRequest {
  /** For the display. */
  readonly name: string;
  readonly split: Split;
  readonly limit?: number;
}

/**
 * Emits an `estimate` over every case not yet answered; nothing when all are answered, a price is unknown or nothing is paid for. A call
 * that fails and is tried again is reserved for again, which is not in it.
 */
export async function estimateRun(
  stack: LiveStack,
  { name, ...query }: EstimateRequest,
  { caseSets, caseSetHash, attempts, interruption, onProgress }: MeasureParts,
): Promise<void> {
  const keys = new Set<string>();
  let maxCostUsd = 0;
  for await (const page of pages(caseSets.stream(caseSetHash, query))) {
    interruption.throwIfInterrupted();
    const keyed = page.map((one) => ({ one, key: attemptKey(identifyAttempt(stack, one, 0)) }));
    const answered = await attempts.existing(keyed.map(({ key }) => key));
    for (const { one, key } of keyed) {
      if (answered.has(key) || keys.has(key)) continue;
      keys.add(key);
      const estimate = await stack.estimate(one.input);
      if (estimate.maxCostUsd === undefined) return;
      maxCostUsd += estimate.maxCostUsd;
    }
  }
  if (maxCostUsd > 0) onProgress({ kind: 'estimate', name, answers: keys.size, maxCostUsd });
}
