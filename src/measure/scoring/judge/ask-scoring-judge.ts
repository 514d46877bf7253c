/** Asks a judge model on behalf of a scorer, where it may ask one. Knows nothing of rubrics. */
import type { ModelRef } from '../../../domain/stack.ts';
import { askJudge, type JudgeQuestion, type JudgeReply } from '../../../stacks/judge/ask-judge.ts';
import type { ScorerContext } from '../scorer.ts';

/** Throws what `askJudge` throws. */
export async function askScoringJudge<Reply>(
  model: ModelRef,
  question: JudgeQuestion<Reply>,
  { signal, paid }: ScorerContext,
): Promise<JudgeReply<Reply>> {
  if (paid === undefined)
    return { kind: 'unreadable', reason: 'a judge asks a model, and none may be asked now' };
  return askJudge(await paid.models.chat(model), question, { purchase: paid.purchase, signal });
}
