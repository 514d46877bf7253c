/** What the scorers share that judge an answer by the passages it was given. Knows nothing of what each of them counts. */
import type { z } from 'zod';
import type { ClaimJudge } from '../../checks/groundedness/check-groundedness.ts';
import { inputText } from '../../domain/case.ts';
import type { ScoreValue } from '../../domain/score.ts';
import { entailmentJudge } from '../../stacks/judge/entailment-judge.ts';
import { againstEvidence, type GroundedAnswer } from './grounded-answer.ts';
import { groundingSettings } from './grounding-settings.ts';
import { unscored } from './score-value.ts';
import type { ScorerContext } from './scorer.ts';
import { defineScorerKind, type ScorerKind } from './scorer-kind.ts';

export interface JudgedAnswer extends GroundedAnswer {
  /** Absent where words alone decide. */
  readonly judge: ClaimJudge | undefined;
  readonly question: string;
}

/** Unscored where a judge is set and none may be asked, and as `againstEvidence` says. */
export function defineGroundedScore(
  kind: string,
  score: (answer: JudgedAnswer) => Promise<ScoreValue>,
): ScorerKind {
  return defineScorerKind<z.infer<typeof groundingSettings>>({
    kind,
    version: 1,
    settings: groundingSettings,
    asks: ({ judge }) => (judge === undefined ? [] : [{ kind: 'chat', ref: judge }]),
    needsExpected: () => false,
    binary: () => false,
    fromAssertion: (value) => (value === undefined ? {} : undefined),
    open:
      (settings) =>
      ({ case: { input }, answer }, context) =>
        againstEvidence(answer, settings.abstention, async (given) => {
          if (settings.judge !== undefined && context.paid === undefined)
            return unscored('a judge asks a model, and none may be asked now');
          return score({ ...given, judge: openClaimJudge(settings, context), question: inputText(input) });
        }),
  });
}

function openClaimJudge(
  { judge, maxOutputTokens }: z.infer<typeof groundingSettings>,
  { paid, signal }: ScorerContext,
): ClaimJudge | undefined {
  if (judge === undefined || paid === undefined) return undefined;
  // Opened for the first claim that needs it: answers that words refute are judged without weights.
  return async (...claim) => {
    const context = { purchase: paid.purchase, signal };
    return entailmentJudge(await paid.models.chat(judge), maxOutputTokens, context)(...claim);
  };
}
