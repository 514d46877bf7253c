/** The outcomes of a stack from its stored attempts alone. Buys nothing. */
import type { CaseQuery } from '../domain/ports/case-set-store.ts';
import type { Outcome } from '../measure/comparison/outcome.ts';
import { outcomeOf } from '../measure/comparison/outcome-of.ts';
import type { IdentifiedStack } from '../measure/runs/identify-attempt.ts';
import type { ScoreAttempt } from '../measure/scoring/score-attempt.ts';
import { type StoredParts, storedAttempts } from './stored-attempts.ts';

export interface StoredOutcomes {
  readonly outcomes: readonly Outcome[];
  /** Cases without a stored attempt. */
  readonly missing: number;
}

export async function readOutcomesOf(
  stack: IdentifiedStack,
  query: CaseQuery,
  parts: StoredParts & { readonly score: ScoreAttempt },
): Promise<StoredOutcomes> {
  const outcomes: Outcome[] = [];
  let missing = 0;
  for await (const { case: one, attempt } of storedAttempts(stack, query, parts)) {
    if (attempt === undefined) missing++;
    else outcomes.push(outcomeOf(one, attempt, await parts.score(one, attempt)));
  }
  return { outcomes, missing };
}
