/** Cosine similarity of output and expected text under an embedding model, the best among the accepted answers. Knows no model by name. */
import { z } from 'zod';
import { expectedTexts, textsFromAssertion } from '../expected-texts.ts';
import { modelRefSchema } from '../model-ref-schema.ts';
import { rightOrWrong, scored, unscored } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';

/** Models read less than this; the rest would only be paid for. */
const maxCharacters = 32_768;

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
  paid: () => true,
  needsExpected: () => true,
  binary: ({ threshold }) => threshold !== undefined,
  fromAssertion: textsFromAssertion,
  open:
    ({ model: ref, threshold }) =>
    async ({ case: { expected }, answer: { output = '' } }, { signal, paid }) => {
      const texts = expectedTexts(expected)?.filter((text) => text.trim() !== '');
      if (texts === undefined || texts.length === 0) return unscored('a text is needed to compare with');
      if (output.trim() === '') return scored(0, { problem: 'the output is empty' });
      if (paid === undefined) return unscored('this scorer asks a model, and none may be asked now');
      const model = await paid.models.embedding(ref);
      const sent = [output, ...texts].map((text) => text.slice(0, maxCharacters).toWellFormed());
      const { vectors } = await model.embed(sent, { purchase: paid.purchase, signal });
      const [given, ...wanted] = vectors;
      if (given === undefined || wanted.length !== texts.length)
        return unscored('the model gave too few vectors');
      const best = Math.max(...wanted.map((vector) => cosine(given, vector)));
      const metadata = {
        cosine: best,
        ...(output.length > maxCharacters && { cutAtCharacters: maxCharacters }),
      };
      if (Number.isNaN(best)) return unscored('a vector has no length');
      return threshold === undefined
        ? scored(Math.max(0, best), metadata)
        : rightOrWrong(best >= threshold, metadata);
    },
});

function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return dot / Math.sqrt(aa * bb);
}
