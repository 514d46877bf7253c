/** Reduces an attempt and its scores to the outcome that readings and comparisons use. Knows nothing of scorers. */
import type { Attempt } from '../../domain/attempt.ts';
import type { Case } from '../../domain/case.ts';
import type { Score } from '../../domain/score.ts';
import type { Usage } from '../../domain/usage.ts';
import type { Outcome } from './outcome.ts';

/**
 * The first score is the primary one. A failure that will not go away and an abstention count as wrong (0), because a user would get no
 * answer; a failure that is to be tried again is unscored.
 */
export function outcomeOf(one: Case, attempt: Attempt, scores: readonly Score[]): Outcome {
  const [primary, ...others] = scores;
  const base = {
    caseId: one.id,
    tags: one.tags,
    concurrency: attempt.concurrency,
    ...(one.group !== undefined && { group: one.group }),
    ...(one.humanScore !== undefined && { humanScore: one.humanScore }),
    ...(one.expected?.kind === 'label' && { expectedLabel: one.expected.label }),
    otherScores: Object.fromEntries(others.map((s) => [s.scorer, valueIn(s)])),
  };
  if (attempt.outcome.kind === 'failed') {
    const { failure, costUsd } = attempt.outcome;
    return {
      ...base,
      failed: true,
      abstained: false,
      ...(!failure.retryable && { score: 0 }),
      ...(costUsd !== undefined && { costUsd }),
    };
  }
  const { answer } = attempt.outcome;
  const abstained = answer.abstained !== undefined;
  const score = abstained ? 0 : primary && valueIn(primary);
  const confidence = answer.output === undefined ? undefined : answer.labelProbabilities?.[answer.output];
  return {
    ...base,
    failed: false,
    abstained,
    ...(score !== undefined && { score }),
    ...(answer.output !== undefined && { gotLabel: answer.output }),
    ...(confidence !== undefined && { confidence }),
    ...(answer.costUsd !== undefined && { costUsd: answer.costUsd }),
    ...(answer.latencyMs !== undefined && { latencyMs: answer.latencyMs }),
    ...tokens(answer.usage ?? {}),
  };
}

function valueIn({ value }: Score): number | undefined {
  return value.kind === 'scored' ? value.value : undefined;
}

function tokens({ inputTokens, cachedInputTokens, outputTokens }: Usage): Partial<Outcome> {
  return {
    ...(inputTokens !== undefined && { inputTokens }),
    ...(cachedInputTokens !== undefined && { cachedInputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
  };
}
