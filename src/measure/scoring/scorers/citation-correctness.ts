/** The share of an answer's sentences that cite supplied passages which support them. Does not know which document was expected. */
import { type CheckedSentence, checkCitations } from '../../../checks/citations/check-citations.ts';
import { type ClaimJudge, checkGroundedness } from '../../../checks/groundedness/check-groundedness.ts';
import { inputText } from '../../../domain/case.ts';
import type { Passage } from '../../../domain/passage.ts';
import { againstEvidence } from '../grounded-answer.ts';
import { groundingSettings, openClaimJudge } from '../grounding-settings.ts';
import { excerpt, scored, unscored } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';

type Finding = 'right' | 'uncited' | 'not supplied' | 'unsupported' | 'undetermined';

/**
 * Citation recall of Gao et al. 2023 (ALCE), stricter in one thing: a sentence that cites anything not supplied is wrong whatever else it
 * cites. One without a citation is wrong too. Whether the cited passages support it is found as by `faithfulness`; what nobody could judge
 * is counted apart.
 */
export const citationCorrectness = defineScorerKind({
  kind: 'citation-correctness',
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
        const counts = { right: 0, uncited: 0, 'not supplied': 0, unsupported: 0, undetermined: 0 };
        let wrong: string | undefined;
        for (const sentence of checkCitations(output, evidence).slice(0, mostSentences)) {
          const finding = await judgeSentence(sentence, evidence, judge, inputText(asked.input));
          counts[finding]++;
          if (finding !== 'right') wrong ??= excerpt(sentence.text);
        }
        const determined = counts.right + counts.uncited + counts['not supplied'] + counts.unsupported;
        if (determined === 0) return unscored('no sentence with a citation could be judged');
        return scored(counts.right / determined, { ...counts, ...(wrong !== undefined && { wrong }) });
      }),
});

/** As many as `checkGroundedness` judges claims. */
const mostSentences = 50;

async function judgeSentence(
  { text, citations }: CheckedSentence,
  evidence: readonly Passage[],
  judge: ClaimJudge | undefined,
  question: string,
): Promise<Finding> {
  if (citations.length === 0) return 'uncited';
  const numbers = new Set<number>();
  for (const citation of citations) {
    if (citation.kind === 'not supplied') return 'not supplied';
    for (const number of citation.numbers) numbers.add(number);
  }
  const cited = evidence.filter((_, i) => numbers.has(i + 1));
  const { counts } = await checkGroundedness(text, cited, { judge, question });
  if (counts.contradicted + counts.unsupported > 0) return 'unsupported';
  return counts.undetermined > 0 ? 'undetermined' : 'right';
}
