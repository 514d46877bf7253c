/** The best match of the output among the accepted answers, and which one it was. Knows nothing of meaning. */
import { z } from 'zod';
import { excerpt } from '../../../domain/text/excerpt.ts';
import { againstExpectedTexts, textsFromAssertion } from '../expected-texts.ts';
import { rightOrWrong } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';
import { normaliseAnswer } from '../text/normalise-answer.ts';

export const acceptedAnswers = defineScorerKind({
  kind: 'accepted-answers',
  version: 1,
  settings: z.strictObject({
    /** `normalised` as `normalised-match`, `exact` as `exact-match`. */
    compare: z.enum(['normalised', 'exact']).default('normalised'),
  }),
  needsExpected: () => true,
  binary: () => true,
  fromAssertion: textsFromAssertion,
  open({ compare }) {
    const form = compare === 'exact' ? (text: string) => text : normaliseAnswer;
    return ({ case: { expected }, answer: { output = '' } }) =>
      againstExpectedTexts(expected, (texts) => {
        const got = form(output);
        const matched = texts.find((text) => form(text) === got);
        return rightOrWrong(
          matched !== undefined,
          matched === undefined ? undefined : { matched: excerpt(matched) },
        );
      });
  },
});
