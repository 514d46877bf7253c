/** 1 when the output is the expected text (any of the accepted ones), character by character. Knows nothing of meaning. */
import { z } from 'zod';
import { againstExpectedTexts, textsFromAssertion } from '../expected-texts.ts';
import { rightOrWrong } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';

export const exactMatch = defineScorerKind({
  kind: 'exact-match',
  version: 1,
  settings: z.strictObject({}),
  needsExpected: () => true,
  binary: () => true,
  fromAssertion: textsFromAssertion,
  open:
    () =>
    ({ case: { expected }, answer: { output = '' } }) =>
      againstExpectedTexts(expected, (texts) => rightOrWrong(texts.includes(output))),
});
