/** What the scorers share that judge an answer by the passages it was given. Knows nothing of what each of them counts. */
import type { z } from 'zod';
import type { ClaimJudge } from '../../checks/groundedness/check-groundedness.ts';
import { inputText } from '../../domain/case.ts';
import type { ScoreValue } from '../../domain/score.ts';
import { againstEvidence, type GroundedAnswer } from './grounded-answer.ts';
import { groundingSettings, openClaimJudge } from './grounding-settings.ts';
import { unscored } from './score-value.ts';
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
