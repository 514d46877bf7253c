/** Scores stored attempts as a stream, in their order and in bounded memory. Knows no scorer by name and stores nothing. */
import type { Attempt } from '../../domain/attempt.ts';
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import { type AttemptScore, attemptScorer, type ScoringContext } from './score-attempt.ts';
import type { Scorer } from './scorer.ts';

export interface AttemptedCase {
  readonly case: StoredCase;
  readonly attempt: Attempt;
}

/**
 * One score per attempt and scorer, the scorers in the order given; `concurrency` attempts are scored at a time, for scorers that wait for
 * models. Throws what stops a run (`BUDGET_EXHAUSTED`, a refused key …) and the abort reason; scores yielded before stand, and nothing is under way any more.
 */
export async function* scoreAttempts(
  attempts: AsyncIterable<AttemptedCase> | Iterable<AttemptedCase>,
  scorers: readonly Scorer[],
  { concurrency = 8, ...context }: ScoringContext & { readonly concurrency?: number },
): AsyncGenerator<AttemptScore> {
  const score = attemptScorer(scorers, context);
  const window: Promise<readonly AttemptScore[]>[] = [];
  try {
    for await (const { case: asked, attempt } of attempts) {
      const scores = score(asked, attempt);
      // A rejection is thrown where its turn comes; this keeps one that comes early from counting as unhandled.
      scores.catch(() => {});
      window.push(scores);
      if (window.length >= concurrency) yield* await (window.shift() as (typeof window)[number]);
    }
    while (window.length > 0) yield* await (window.shift() as (typeof window)[number]);
  } finally {
    await Promise.allSettled(window);
  }
}
