/** ROUGE-N: F1 over shared runs of n words, the best among the accepted answers. Knows nothing of meaning. */
import { z } from 'zod';
import { againstExpectedTexts, textsFromAssertion } from '../expected-texts.ts';
import { scored } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';
import { countItems, f1, overlap } from '../text/multiset.ts';
import { rougeTokens } from '../text/rouge-tokens.ts';

/** As `rouge1`, `rouge2` … of Google's `rouge-score` without stemming: a text of fewer than n words scores 0. */
export const rougeN = defineScorerKind({
  kind: 'rouge-n',
  version: 1,
  settings: z.strictObject({ n: z.int().min(1).max(9).default(1) }),
  needsExpected: () => true,
  binary: () => false,
  fromAssertion: textsFromAssertion,
  open:
    ({ n }) =>
    ({ case: { expected }, answer: { output = '' } }) =>
      againstExpectedTexts(expected, (texts) => {
        const got = runs(rougeTokens(output), n);
        const gotCounts = countItems(got);
        const values = texts.map((text) => {
          const want = runs(rougeTokens(text), n);
          return f1(overlap(countItems(want), gotCounts), want.length, got.length) ?? 0;
        });
        return scored(Math.max(...values));
      }),
});

function runs(tokens: readonly string[], n: number): readonly string[] {
  if (n === 1) return tokens;
  const count = Math.max(0, tokens.length - n + 1);
  return Array.from({ length: count }, (_, i) => tokens.slice(i, i + n).join(' '));
}
