/** Counts what guardrails did about the answers of a stack. Does not know whether they were right. */
import type { Reading } from '../../domain/ladder.ts';
import type { Outcome } from './outcome.ts';

/** `undefined` of a stack without guardrails, and where nothing was answered. */
export function readGuardrails(outcomes: readonly Outcome[]): Reading['guardrails'] {
  const counts = { answers: 0, passed: 0, flagged: 0, retried: 0, abstained: 0 };
  for (const { groundedness } of outcomes) {
    if (groundedness === undefined) continue;
    counts.answers++;
    counts[groundedness]++;
  }
  return counts.answers === 0 ? undefined : { groundedness: counts };
}
