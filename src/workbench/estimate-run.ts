/** Says before the first call what answering a split may cost at most, from a sample of its cases. Knows nothing of budgets. */

import { attemptKey } from '../domain/attempt.ts';
import type { Split } from '../domain/case.ts';
import type { StoredCase } from '../domain/ports/case-set-store.ts';
import { identifyAttempt } from '../measure/runs/identify-attempt.ts';
import type { LiveStack } from '../stacks/live-stack.ts';
import type { MeasureParts } from './measure-stack.ts';

const sampleSize = 20;

/** Emits an `estimate` for the cases not yet answered, extrapolated from the first 20 cases; nothing when all are answered, the price is unknown or nothing is paid by the token. */
export async function estimateRun(
  stack: LiveStack,
  { name, split, total }: { readonly name: string; readonly split: Split; readonly total: number },
  { caseSets, caseSetHash, attempts, onProgress }: MeasureParts,
): Promise<void> {
  const sample: StoredCase[] = [];
  for await (const one of caseSets.stream(caseSetHash, { split, limit: sampleSize })) sample.push(one);
  const stored = await attempts.existing(sample.map((one) => attemptKey(identifyAttempt(stack, one, 0))));
  if (sample.length === 0 || stored.size === sample.length) return;
  const estimates = await Promise.all(sample.map((one) => stack.estimate(one.input)));
  const costs = estimates.map((e) => e.maxCostUsd);
  const known = costs.filter((c) => c !== undefined);
  const sum = known.reduce((a, b) => a + b, 0);
  if (known.length < costs.length || sum === 0) return;
  onProgress({ kind: 'estimate', name, calls: total, maxCostUsd: (sum / known.length) * total });
}
