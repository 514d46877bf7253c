/** The share of an answer's claims that the passages it was given support. Knows nothing of what was expected: a faithful answer can be wrong. */
import { checkGroundedness } from '../../../checks/groundedness/check-groundedness.ts';
import { inputText } from '../../../domain/case.ts';
import { againstEvidence } from '../grounded-answer.ts';
import { groundingSettings, openClaimJudge } from '../grounding-settings.ts';
import { excerpt, scored, unscored } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';

/**
 * Supported ÷ (supported + contradicted + unsupported) claims, as `checkGroundedness` finds them; those nobody could judge are counted in the
 * metadata, and an answer of such claims alone is unscored.
 */
export const faithfulness = defineScorerKind({
  kind: 'faithfulness',
  version: 1,
  settings: groundingSettings,
  asks: ({ judge }) => (judge === undefined ? [] : [{ kind: 'chat', ref: judge }]),
  needsExpected: () => false,
  binary: () => false,
  fromAssertion: (value) => (value === undefined ? {} : undefined),
  open:
    (settings) =>
    ({ case: asked, answer }, context) =>
      againstEvidence(answer, settings.abstention, async ({ output, evidence }) => {
        if (settings.judge !== undefined && context.paid === undefined)
          return unscored('a judge asks a model, and none may be asked now');
        const judge = openClaimJudge(settings, context);
        const { claims, counts } = await checkGroundedness(output, evidence, {
          judge,
          question: inputText(asked.input),
        });
        const determined = claims.length - counts.undetermined;
        const worst = claims.find(({ verdict }) => verdict !== 'supported');
        if (determined === 0)
          return unscored(worst ? `no claim could be judged: ${worst.reason}` : 'the answer has no sentence');
        return scored(counts.supported / determined, {
          ...counts,
          ...(worst && { claim: excerpt(worst.text), verdict: worst.verdict, reason: worst.reason }),
        });
      }),
});
