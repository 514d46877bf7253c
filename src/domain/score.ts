/** The judgement of one attempt by one scorer. Knows nothing of how it was reached. */
import type { Json } from './json.ts';

/** Whether something was to be found in an answer, and whether it was: what precision and recall over many cases are made from. */
export interface Detection {
  readonly expected: boolean;
  readonly found: boolean;
}

/** A value in [0, 1], or why there is none. "Could not score" is never 0. */
export type ScoreValue =
  | {
      readonly kind: 'scored';
      readonly value: number;
      readonly metadata?: Json;
      readonly detection?: Detection;
    }
  | { readonly kind: 'unscored'; readonly reason: string };

export interface Score {
  readonly attemptKey: string;
  readonly caseId: string;
  /** Name of the scorer in the task. */
  readonly scorer: string;
  readonly value: ScoreValue;
}
