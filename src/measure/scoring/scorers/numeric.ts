/** 1 when the number in the output is the expected one within a tolerance. Knows nothing of units. */
import { z } from 'zod';
import { numbersInText } from '../../../checks/numbers-in-text.ts';
import { againstExpectedTexts, textsFromAssertion } from '../expected-texts.ts';
import { rightOrWrong, unscored } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';

/**
 * |got − expected| ≤ max(absolute, relative × |expected|). An output with several numbers is read by one of them, not by whichever fits: the
 * last, where models put their result, unless `read` says the first. An output without a number is wrong.
 */
export const numeric = defineScorerKind({
  kind: 'numeric',
  version: 1,
  settings: z.strictObject({
    absolute: z.number().min(0).default(0),
    /** 0.01 is one per cent of the expected number. The default forgives only rounding in binary. */
    relative: z.number().min(0).max(1).default(1e-9),
    read: z.enum(['first', 'last']).default('last'),
  }),
  needsExpected: () => true,
  binary: () => true,
  fromAssertion: textsFromAssertion,
  open:
    ({ absolute, relative, read }) =>
    ({ case: { expected }, answer: { output = '' } }) =>
      againstExpectedTexts(expected, (texts) => {
        const wanted = texts.map((text) => pick(text, 'first'));
        if (wanted.some((want) => want === undefined)) return unscored('the expected answer holds no number');
        const got = pick(output, read);
        if (got === undefined) return rightOrWrong(false, { problem: 'the output holds no number' });
        const near = (want: number) => Math.abs(got - want) <= Math.max(absolute, relative * Math.abs(want));
        return rightOrWrong(
          wanted.some((want) => near(want as number)),
          { got },
        );
      }),
});

function pick(text: string, which: 'first' | 'last'): number | undefined {
  let picked: number | undefined;
  for (const { value } of numbersInText(text)) {
    picked = value;
    if (which === 'first') break;
  }
  return picked;
}
