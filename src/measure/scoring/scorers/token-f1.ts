/** F1 over the words of output and expected answer, the best among the accepted ones (SQuAD). Knows nothing of meaning or order. */
import { z } from 'zod';
import { againstExpectedTexts, textsFromAssertion } from '../expected-texts.ts';
import { scored } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';
import { countItems, f1, overlap } from '../text/multiset.ts';
import { normaliseAnswer } from '../text/normalise-answer.ts';

/** `compute_f1` of the SQuAD 2.0 evaluation script: an empty expected answer is met only by an empty output. */
export const tokenF1 = defineScorerKind({
  kind: 'token-f1',
  version: 1,
  settings: z.strictObject({}),
  needsExpected: () => true,
  binary: () => false,
  fromAssertion: textsFromAssertion,
  open:
    () =>
    ({ case: { expected }, answer: { output = '' } }) =>
      againstExpectedTexts(expected, (texts) => {
        const got = words(output);
        const gotCounts = countItems(got);
        const values = texts.map((text) => {
          const want = words(text);
          return f1(overlap(countItems(want), gotCounts), want.length, got.length) ?? 1;
        });
        return scored(Math.max(...values));
      }),
});

function words(text: string): string[] {
  const normal = normaliseAnswer(text);
  return normal === '' ? [] : normal.split(' ');
}
