/** The share of an answer's sentences that cite supplied passages which support them. Does not know which document was expected. */
import { type CheckedSentence, checkCitations } from '../../../checks/citations/check-citations.ts';
import { type ClaimJudge, checkGroundedness } from '../../../checks/groundedness/check-groundedness.ts';
import type { Passage } from '../../../domain/passage.ts';
import { excerpt } from '../../../domain/text/excerpt.ts';
import { defineGroundedScore } from '../define-grounded-score.ts';
import { scored, unscored } from '../score-value.ts';

type Finding = 'right' | 'uncited' | 'not supplied' | 'unsupported' | 'undetermined';

/**
 * Citation recall of Gao et al. 2023 (ALCE), stricter in one thing: a sentence that cites anything not supplied is wrong whatever else it
 * cites. One without a citation is wrong too. Whether the cited passages support it is found as by `faithfulness`; what nobody could judge
 * is counted apart.
 */
export const citationCorrectness = defineGroundedScore(
  'citation-correctness',
  async ({ output, evidence, notes, judge, question }) => {
    const counts = { right: 0, uncited: 0, 'not supplied': 0, unsupported: 0, undetermined: 0 };
    let wrong: string | undefined;
    for (const sentence of checkCitations(output, evidence, notes).slice(0, mostSentences)) {
      const finding = await judgeSentence(sentence, evidence, judge, question);
      counts[finding]++;
      if (finding !== 'right') wrong ??= excerpt(sentence.text);
    }
    const determined = counts.right + counts.uncited + counts['not supplied'] + counts.unsupported;
    if (determined === 0) return unscored('no sentence with a citation could be judged');
    return scored(counts.right / determined, { ...counts, ...(wrong !== undefined && { wrong }) });
  },
);

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
