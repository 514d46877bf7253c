/** 1 when the output equals the expected text up to case, Unicode form, punctuation, English articles and blanks. Knows nothing of meaning. */
import { z } from 'zod';
import { againstExpectedTexts, textsFromAssertion } from '../expected-texts.ts';
import { rightOrWrong } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';
import { normaliseAnswer } from '../text/normalise-answer.ts';

export const normalisedMatch = defineScorerKind({
  kind: 'normalised-match',
  version: 1,
  settings: z.strictObject({}),
  needsExpected: () => true,
  binary: () => true,
  fromAssertion: textsFromAssertion,
  open:
    () =>
    ({ case: { expected }, answer: { output = '' } }) =>
      againstExpectedTexts(expected, (texts) => {
        const got = normaliseAnswer(output);
        return rightOrWrong(texts.some((text) => normaliseAnswer(text) === got));
      }),
});
