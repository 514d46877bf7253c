/** ROUGE-L: F1 over the longest common subsequence of words, the best among the accepted answers. Knows nothing of meaning. */
import { z } from 'zod';
import { againstExpectedTexts, textsFromAssertion } from '../expected-texts.ts';
import { scored, unscored } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';
import { longestCommonSubsequence } from '../text/longest-common-subsequence.ts';
import { f1 } from '../text/multiset.ts';
import { rougeTokens } from '../text/rouge-tokens.ts';

/** About a second of work. */
const maxComparisons = 4e8;

/**
 * Sentence-level ROUGE-L with β = 1 (Lin 2004) as `rougeL` of Google's `rouge-score` without stemming. Not by js-rouge, which splits sentences
 * and takes the union over them: it gives 1 to the same sentences in another order, where `rouge-score` gives 0.7.
 */
export const rougeL = defineScorerKind({
  kind: 'rouge-l',
  version: 1,
  settings: z.strictObject({}),
  needsExpected: () => true,
  binary: () => false,
  fromAssertion: textsFromAssertion,
  open:
    () =>
    ({ case: { expected }, answer: { output = '' } }) =>
      againstExpectedTexts(expected, (texts) => {
        const got = rougeTokens(output);
        const wanted = texts.map(rougeTokens);
        const comparisons = wanted.reduce((sum, want) => sum + want.length * got.length, 0);
        if (comparisons > maxComparisons) return unscored('output and expected text are too long to compare');
        const values = wanted.map(
          (want) => f1(longestCommonSubsequence(want, got), want.length, got.length) ?? 0,
        );
        return scored(Math.max(...values));
      }),
});
