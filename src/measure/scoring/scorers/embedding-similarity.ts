/** Cosine similarity of output and expected text under an embedding model, the best among the accepted answers. Knows no model by name. */
import { z } from 'zod';
import { expectedTexts, textsFromAssertion } from '../expected-texts.ts';
import { modelRefSchema } from '../model-ref-schema.ts';
import { nearestCosine } from '../nearest-cosine.ts';
import { rightOrWrong, scored, unscored } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';

/**
 * max(0, cosine): unrelated texts have a cosine around 0, which the other common mapping, (1 + cosine) ÷ 2, would call half right. With
 * `threshold`, whether the cosine reaches it. An empty output is wrong and is not sent.
 */
export const embeddingSimilarity = defineScorerKind({
  kind: 'embedding-similarity',
  version: 1,
  settings: z.strictObject({
    model: modelRefSchema,
    threshold: z.number().min(0).max(1).optional(),
  }),
  asks: ({ model }) => [{ kind: 'embedding', ref: model }],
  needsExpected: () => true,
  binary: ({ threshold }) => threshold !== undefined,
  fromAssertion: textsFromAssertion,
  open:
    ({ model: ref, threshold }) =>
    async ({ case: { expected }, answer: { output = '' } }, context) => {
      const texts = expectedTexts(expected)?.filter((text) => text.trim() !== '');
      if (texts === undefined || texts.length === 0) return unscored('a text is needed to compare with');
      if (output.trim() === '') return scored(0, { problem: 'the output is empty' });
      const nearest = await nearestCosine(ref, output, texts, context);
      if (nearest.kind === 'unknown') return unscored(nearest.reason);
      const { cosine: best, metadata } = nearest;
      return threshold === undefined
        ? scored(Math.max(0, best), metadata)
        : rightOrWrong(best >= threshold, metadata);
    },
});
