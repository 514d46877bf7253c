/** Reduces an attempt and its scores to the outcome that readings and comparisons use. Knows nothing of scorers. */
import type { Attempt } from '../../domain/attempt.ts';
import type { Case } from '../../domain/case.ts';
import type { Score } from '../../domain/score.ts';
import type { Outcome } from './outcome.ts';

/**
 * The first score is the primary one. A failure that will not go away counts as wrong (0), because a user would get no answer, and so does an
 * abstention where nothing was scored; a failure that is to be tried again is unscored.
 */
export function outcomeOf(one: Case, attempt: Attempt, scores: readonly Score[]): Outcome {
  const [primary, ...others] = scores;
  const { outcome } = attempt;
  const answer = outcome.kind === 'answered' ? outcome.answer : undefined;
  const failure = outcome.kind === 'failed' ? outcome.failure : undefined;
  const abstained = answer?.abstained !== undefined;
  const isWrong = failure?.retryable === false || (abstained && primary === undefined);
  const expectedLabel = one.expected?.kind === 'label' ? one.expected.label : undefined;
  const usage = answer?.usage;
  // One literal with every field, set or not: objects of one shape take half the memory, and a rung holds one per case.
  return {
    caseId: one.id,
    group: one.group,
    tags: one.tags.length === 0 ? none : one.tags,
    score: isWrong ? 0 : failure === undefined && primary ? valueIn(primary) : undefined,
    failed: failure !== undefined,
    abstained,
    expectedLabel,
    gotLabel: expectedLabel === undefined ? undefined : answer?.output,
    confidence: answer?.output === undefined ? undefined : answer.labelProbabilities?.[answer.output],
    humanScore: one.humanScore,
    otherScores:
      others.length === 0 ? noScores : Object.fromEntries(others.map((s) => [s.scorer, valueIn(s)])),
    detections: detectionsIn(scores),
    groundedness: answer?.guardrails?.groundedness.outcome,
    costUsd: outcome.kind === 'failed' ? outcome.costUsd : answer?.costUsd,
    latencyMs: answer?.latencyMs,
    concurrency: attempt.concurrency,
    inputTokens: usage?.inputTokens,
    cachedInputTokens: usage?.cachedInputTokens,
    outputTokens: usage?.outputTokens,
  };
}

const none: readonly string[] = [];
const noScores: Outcome['otherScores'] = {};

function valueIn({ value }: Score): number | undefined {
  return value.kind === 'scored' ? value.value : undefined;
}

function detectionsIn(scores: readonly Score[]): Outcome['detections'] {
  const found = scores.flatMap(({ scorer, value }) =>
    value.kind === 'scored' && value.detection ? [[scorer, value.detection] as const] : [],
  );
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
