/** Scores one attempt by every scorer of a task. Knows no scorer by name and stores nothing. */
import type { Attempt } from '../../domain/attempt.ts';
import type { Case } from '../../domain/case.ts';
import type { Purchase } from '../../domain/purchase.ts';
import type { Score, ScoreValue } from '../../domain/score.ts';
import { excerpt } from '../../domain/text/excerpt.ts';
import type { ModelSource } from '../../models/model-source.ts';
import { scored, unscored } from './score-value.ts';
import { expectationHash, type Scorer, type ScorerContext, scoreKey, scorerHash } from './scorer.ts';

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
}

/** Scores in the order of the scorers. Throws what stops a run (`BUDGET_EXHAUSTED`, a refused key …) and the abort reason. */
export type ScoreAttempt = (asked: Case, attempt: Attempt) => Promise<readonly AttemptScore[]>;

/**
 * A failed attempt is unscored, with the failure as its reason: it says nothing about quality, and summaries count failures apart and can
 * count them as wrong. An abstention is scored 0 by every scorer but those that judge abstentions, marked `abstained` in metadata and outcome: the user asked and got no answer.
 * Were it unscored, a stack that answers only the easy cases would have the best mean.
 */
export function attemptScorer(scorers: readonly Scorer[], context: ScoringContext): ScoreAttempt {
  const hashed = scorers.map((scorer) => ({ scorer, hash: scorerHash(scorer) }));
  return async (asked, attempt) => {
    context.signal.throwIfAborted();
    const expectation = expectationHash(asked);
    return Promise.all(
      hashed.map(async ({ scorer, hash }): Promise<AttemptScore> => {
        const key = scoreKey({ attemptKey: attempt.key, scorerHash: hash, expectationHash: expectation });
        const value = judge(asked, attempt, scorer, scorerContext(scorer, key, context));
        return {
          attemptKey: attempt.key,
          caseId: asked.id,
          scorer: scorer.name,
          value: value instanceof Promise ? await value : value,
          key,
          scorerHash: hash,
          outcome: outcomeKind(attempt),
        };
      }),
    );
  };
}

function judge(
  asked: Case,
  { outcome }: Attempt,
  scorer: Scorer,
  context: ScorerContext,
): ScoreValue | Promise<ScoreValue> {
  if (outcome.kind === 'failed') {
    const { code, message } = outcome.failure;
    return unscored(`${code}: ${excerpt(message)}`);
  }
  const { abstained } = outcome.answer;
  if (abstained && !scorer.scoresAbstentions) return scored(0, { abstained: excerpt(abstained.reason) });
  return scorer.score({ case: asked, answer: outcome.answer }, context);
}

function outcomeKind({ outcome }: Attempt): AttemptScore['outcome'] {
  if (outcome.kind === 'failed') return 'failed';
  return outcome.answer.abstained ? 'abstained' : 'answered';
}

function scorerContext(scorer: Scorer, key: string, { signal, paid }: ScoringContext): ScorerContext {
  if (scorer.asks.length === 0 || paid === undefined) return { signal };
  return { signal, paid: { models: paid.models, purchase: paid.purchaseFor(key) } };
}
