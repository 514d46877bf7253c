/** The judgement of one attempt by one scorer. Knows nothing of how it was reached. */
import type { Json } from './json.ts';

/** A value in [0, 1], or why there is none. "Could not score" is never 0. */
export type ScoreValue =
  | { readonly kind: 'scored'; readonly value: number; readonly metadata?: Json }
  | { readonly kind: 'unscored'; readonly reason: string };

export interface Score {
  readonly attemptKey: string;
  readonly caseId: string;
  /** Name of the scorer in the task. */
  readonly scorer: string;
  readonly value: ScoreValue;
}
