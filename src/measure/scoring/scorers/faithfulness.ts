/** The share of an answer's claims that the passages it was given support. Knows nothing of what was expected: a faithful answer can be wrong. */
import { checkGroundedness } from '../../../checks/groundedness/check-groundedness.ts';
import { excerpt } from '../../../domain/text/excerpt.ts';
import { defineGroundedScore } from '../define-grounded-score.ts';
import { scored, unscored } from '../score-value.ts';

/**
 * Supported ÷ (supported + contradicted + unsupported) claims, as `checkGroundedness` finds them; those nobody could judge are counted in the
 * metadata, and an answer of such claims alone is unscored.
 */
export const faithfulness = defineGroundedScore(
  'faithfulness',
  async ({ output, evidence, judge, question }) => {
    const { claims, counts } = await checkGroundedness(output, evidence, { judge, question });
    const determined = claims.length - counts.undetermined;
    const worst = claims.find(({ verdict }) => verdict !== 'supported');
    if (determined === 0)
      return unscored(worst ? `no claim could be judged: ${worst.reason}` : 'the answer has no sentence');
    return scored(counts.supported / determined, {
      ...counts,
      ...(worst && { claim: excerpt(worst.text), verdict: worst.verdict, reason: worst.reason }),
    });
  },
);
