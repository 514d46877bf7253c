/** Scores one output in a line, for tests. */
import type { Answer } from '../../../domain/answer.ts';
import type { Case, Expected } from '../../../domain/case.ts';
import type { ScoreValue } from '../../../domain/score.ts';
import type { ScorerContext } from '../scorer.ts';
import { openScorer, type ScorerSpec } from '../scorer-registry.ts';

const unpaid: ScorerContext = { signal: new AbortController().signal };

export async function scoreAnswer(
  spec: ScorerSpec,
  answer: Partial<Answer>,
  asked: Partial<Case> = {},
  context: ScorerContext = unpaid,
): Promise<ScoreValue> {
  return openScorer(spec).score(
    {
      case: { id: 'c1', input: 'question', tags: [], ...asked },
      answer: { finish: 'stop', callIds: [], ...answer },
    },
    context,
  );
}

/** The value, or the reason why there is none. */
export async function scoreOutput(
  spec: ScorerSpec,
  output: string,
  expected?: Expected,
): Promise<number | string> {
  const value = await scoreAnswer(spec, { output }, expected && { expected });
  return value.kind === 'scored' ? value.value : value.reason;
}
