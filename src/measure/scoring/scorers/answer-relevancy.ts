/** Cosine similarity of question and answer under an embedding model. Knows nothing of right or wrong. */
import { z } from 'zod';
import { readReply } from '../../../checks/read-reply.ts';
import { inputText } from '../../../domain/case.ts';
import { modelRefSchema } from '../model-ref-schema.ts';
import { nearestCosine } from '../nearest-cosine.ts';
import { scored, unscored } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';

/**
 * max(0, cosine) of the input and the answer, or the field `answer` of a JSON reply. It notices an answer to another question and nothing
 * else: a wrong figure is as relevant as the right one, a bare "29 euro" less than a sentence that repeats the question, an abstention hardly
 * at all. So it compares stacks that answer in one form on the same questions, and its level means nothing. It is not the measure of RAGAS,
 * which asks a model for questions that the answer would fit.
 */
export const answerRelevancy = defineScorerKind({
  kind: 'answer-relevancy',
  version: 1,
  settings: z.strictObject({ model: modelRefSchema }),
  asks: ({ model }) => [{ kind: 'embedding', ref: model }],
  needsExpected: () => false,
  binary: () => false,
  fromAssertion: () => undefined,
  open:
    ({ model }) =>
    async ({ case: { input }, answer: { output = '' } }, context) => {
      const { text } = readReply(output);
      const question = inputText(input);
      if (text.trim() === '') return scored(0, { problem: 'the output is empty' });
      if (question.trim() === '') return unscored('the case has no text to compare with');
      const nearest = await nearestCosine(model, text, [question], context);
      return nearest.kind === 'unknown'
        ? unscored(nearest.reason)
        : scored(Math.max(0, nearest.cosine), nearest.metadata);
    },
});
