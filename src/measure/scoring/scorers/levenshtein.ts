/** Similarity by edit distance, the best among the accepted answers. Knows nothing of words. */
import { z } from 'zod';
import { againstExpectedTexts, textsFromAssertion } from '../expected-texts.ts';
import { rightOrWrong, scored, unscored } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';
import { levenshteinDistance } from '../text/levenshtein-distance.ts';

/** About two seconds of work. */
const maxComparisons = 1e9;

/** 1 − distance ÷ length of the longer text, in UTF-16 code units; or, with `maxDistance`, whether the distance is at most that. */
export const levenshtein = defineScorerKind({
  kind: 'levenshtein',
  version: 1,
  settings: z.strictObject({ maxDistance: z.int().min(0).optional() }),
  needsExpected: () => true,
  binary: ({ maxDistance }) => maxDistance !== undefined,
  fromAssertion: textsFromAssertion,
  open:
    ({ maxDistance }) =>
    ({ case: { expected }, answer: { output = '' } }) =>
      againstExpectedTexts(expected, (texts) => {
        const comparisons = texts.reduce((sum, text) => sum + text.length * output.length, 0);
        if (comparisons > maxComparisons) return unscored('output and expected text are too long to compare');
        const distances = texts.map((text) => levenshteinDistance(text, output));
        if (maxDistance !== undefined) return rightOrWrong(Math.min(...distances) <= maxDistance);
        const values = texts.map((text, i) => {
          const longer = Math.max(text.length, output.length);
          return longer === 0 ? 1 : 1 - (distances[i] as number) / longer;
        });
        return scored(Math.max(...values));
      }),
});
