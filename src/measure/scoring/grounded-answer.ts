/** The answers that can be judged by their passages, and why the others cannot. Judges nothing. */
import { abstains } from '../../checks/abstention.ts';
import { type Answer, type DocumentNote, notesOf } from '../../domain/answer.ts';
import type { Passage } from '../../domain/passage.ts';
import type { ScoreValue } from '../../domain/score.ts';
import { scored, unscored } from './score-value.ts';

export interface GroundedAnswer {
  readonly output: string;
  readonly evidence: readonly Passage[];
  /** Which the answer was written from and cites, where it was not shown the evidence itself. */
  readonly notes: readonly DocumentNote[] | undefined;
}

/** Scores the answer that there is; an empty one is worth nothing, an abstention claims nothing, and without passages nothing can be told. */
export function againstEvidence<Value extends ScoreValue | Promise<ScoreValue>>(
  { output = '', evidence, search = {} }: Pick<Answer, 'output' | 'evidence' | 'search'>,
  abstention: string | undefined,
  score: (answer: GroundedAnswer) => Value,
): Value | ScoreValue {
  if (output.trim() === '') return scored(0, { problem: 'the output is empty' });
  if (abstention !== undefined && abstains(output, abstention))
    return unscored('the answer abstains, and so claims nothing');
  if (evidence === undefined) return unscored('the answer was recorded without the passages it was given');
  return score({ output, evidence, notes: notesOf({ search }) });
}
