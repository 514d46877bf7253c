/** Scores stored attempts as a stream, in their order and in bounded memory. Knows no scorer by name and stores nothing. */
import type { Attempt } from '../../domain/attempt.ts';
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import type { Purchase } from '../../domain/purchase.ts';
import type { Score, ScoreValue } from '../../domain/score.ts';
import type { ModelSource } from '../../models/model-source.ts';
import { excerpt, scored, unscored } from './score-value.ts';
import { expectationHash, type Scorer, type ScorerContext, scoreKey, scorerHash } from './scorer.ts';

export interface AttemptedCase {
  readonly case: StoredCase;
  readonly attempt: Attempt;
}

export interface AttemptScore extends Score {
  /** What the score depends on: an equal key needs no scoring again. */
  readonly key: string;
  readonly scorerHash: string;
  readonly outcome: 'answered' | 'abstained' | 'failed';
}

export interface ScoringContext {
  readonly signal: AbortSignal;
  /** Absent where nothing may be bought (`rescore`): paid scorers then leave everything unscored. */
  readonly paid?: {
    readonly models: ModelSource;
    /** The scope of the ledger for one score, apart from that of the attempt; the same key replays what was bought for it. */
    readonly purchaseFor: (scoreKey: string) => Purchase;
  };
  /** Attempts scored at a time where scoring waits for models. Default 8. */
  readonly concurrency?: number;
}

/**
 * One score per attempt and scorer, the scorers in the order given.
 *
 * A failed attempt is unscored, with the failure as its reason: it says nothing about quality, and summaries count failures apart and can
 * count them as wrong. An abstention is scored 0 by every scorer, marked `abstained` in metadata and outcome: the user asked and got no answer.
 * Were it unscored, a stack that answers only the easy cases would have the best mean.
 *
 * Throws `BUDGET_EXHAUSTED` and the abort reason; scores yielded before stand.
 */
export async function* scoreAttempts(
  attempts: AsyncIterable<AttemptedCase> | Iterable<AttemptedCase>,
  scorers: readonly Scorer[],
  context: ScoringContext,
): AsyncGenerator<AttemptScore> {
  const hashed = scorers.map((scorer) => ({ scorer, hash: scorerHash(scorer) }));
  const inFlight = (context.concurrency ?? 8) * Math.max(1, scorers.length);
  const window: (AttemptScore | Promise<AttemptScore>)[] = [];
  try {
    for await (const attempted of attempts) {
      context.signal.throwIfAborted();
      const expectation = expectationHash(attempted.case);
      for (const { scorer, hash } of hashed) {
        const score = scoreOne(attempted, scorer, hash, expectation, context);
        // Rejections are thrown by the `await` below, in order; this keeps one that comes early from counting as unhandled.
        if (score instanceof Promise) score.catch(() => {});
        window.push(score);
        if (window.length >= inFlight) yield await (window.shift() as AttemptScore | Promise<AttemptScore>);
      }
    }
    while (window.length > 0) yield await (window.shift() as AttemptScore | Promise<AttemptScore>);
  } finally {
    await Promise.allSettled(window);
  }
}

function scoreOne(
  { case: asked, attempt }: AttemptedCase,
  scorer: Scorer,
  hash: string,
  expectation: string,
  context: ScoringContext,
): AttemptScore | Promise<AttemptScore> {
  const { outcome } = attempt;
  const key = scoreKey({ attemptKey: attempt.key, scorerHash: hash, expectationHash: expectation });
  const record = (kind: AttemptScore['outcome'], value: ScoreValue): AttemptScore => ({
    attemptKey: attempt.key,
    caseId: asked.id,
    scorer: scorer.name,
    value,
    key,
    scorerHash: hash,
    outcome: kind,
  });
  if (outcome.kind === 'failed') {
    const { code, message } = outcome.failure;
    return record('failed', unscored(`${code}: ${excerpt(message)}`));
  }
  const { abstained } = outcome.answer;
  if (abstained) return record('abstained', scored(0, { abstained: excerpt(abstained.reason) }));
  const value = scorer.score({ case: asked, answer: outcome.answer }, scorerContext(scorer, key, context));
  return value instanceof Promise ? value.then((v) => record('answered', v)) : record('answered', value);
}

function scorerContext(scorer: Scorer, key: string, { signal, paid }: ScoringContext): ScorerContext {
  if (!scorer.paid || paid === undefined) return { signal };
  return { signal, paid: { models: paid.models, purchase: paid.purchaseFor(key) } };
}
