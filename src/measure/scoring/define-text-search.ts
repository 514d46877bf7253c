/** What the scorers that look for given texts in the output share. Knows nothing of which texts must be there. */
import { z } from 'zod';
import { expectedTexts, textsFromAssertion } from './expected-texts.ts';
import { rightOrWrong, unscored } from './score-value.ts';
import { defineScorerKind, type ScorerKind } from './scorer-kind.ts';

const settings = z.strictObject({
  /** What to look for; without it, the expected answers of each case. */
  texts: z.array(z.string().min(1)).min(1).optional(),
  ignoreCase: z.boolean().default(false),
  /** 1 when it is not found. */
  negated: z.boolean().default(false),
});

/** Texts are compared in Unicode NFC. An empty text would be found in every output and is refused. */
export function defineTextSearch(
  kind: string,
  found: (output: string, texts: readonly string[]) => boolean,
): ScorerKind {
  return defineScorerKind({
    kind,
    version: 1,
    settings,
    needsExpected: ({ texts }) => texts === undefined,
    binary: () => true,
    fromAssertion: textsFromAssertion,
    open({ texts, ignoreCase, negated }) {
      const form = (text: string) => {
        const composed = text.normalize('NFC');
        return ignoreCase ? composed.toLowerCase() : composed;
      };
      const fixed = texts?.map(form);
      return ({ case: { expected }, answer: { output = '' } }) => {
        const wanted = fixed ?? expectedTexts(expected)?.map(form);
        if (wanted === undefined)
          return unscored(`a text is needed to look for, the case expects ${expected?.kind}`);
        if (wanted.length === 0 || wanted.includes(''))
          return unscored('an empty text would be found in every output');
        return rightOrWrong(found(form(output), wanted) !== negated);
      };
    },
  });
}
