/** One case of one stack, reduced to what readings and comparisons need. Knows nothing of prompts or stores. */
import type { GroundednessRecord } from '../../domain/answer.ts';
import type { Detection } from '../../domain/score.ts';

export interface Outcome {
  readonly caseId: string;
  readonly group?: string | undefined;
  readonly tags: readonly string[];
  /** Primary score in [0, 1]; a failed attempt scores 0, an abstention what its scorer gives. Absent when it could not be scored. */
  readonly score?: number | undefined;
  readonly failed: boolean;
  readonly abstained: boolean;
  /** Expected and given label, for sets of labels. */
  readonly expectedLabel?: string | undefined;
  readonly gotLabel?: string | undefined;
  /** Probability the stack gave to its answer. */
  readonly confidence?: number | undefined;
  /** What a person gave the recorded answer of this case, in [0, 1]. */
  readonly humanScore?: number | undefined;
  /** Means of the task's other scorers, by name; `undefined` where one could not score. */
  readonly otherScores: Readonly<Record<string, number | undefined>>;
  /** By scorer: what was to be noticed in the answer, and whether it was. */
  readonly detections?: Readonly<Record<string, Detection>> | undefined;
  /** What the guardrail against unsupported claims did about the answer. */
  readonly groundedness?: GroundednessRecord['outcome'] | undefined;
  /** Of the answer, or of the calls behind a failure. */
  readonly costUsd?: number | undefined;
  readonly latencyMs?: number | undefined;
  readonly concurrency: number;
  readonly inputTokens?: number | undefined;
  readonly cachedInputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
}

/** What the case is counted with: its group, or itself alone. */
export function clusterOf({ group, caseId }: Pick<Outcome, 'group' | 'caseId'>): string {
  return group === undefined ? `case ${caseId}` : `group ${group}`;
}
