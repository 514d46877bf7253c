/** The answerer that needs no LLM: features of the input, trained weights, a calibrated label. Knows nothing of training. */
import { inputText } from '../../domain/case.ts';
import type { ModelRef } from '../../domain/stack.ts';
import { noTokens, type Usage } from '../../domain/usage.ts';
import type { AnswererContext, AnswererKind, Reply } from '../answerer-kind.ts';
import { type ClassifierWeights, getClassifierWeights } from '../classifier/classifier-weights.ts';
import { classify, type Prediction } from '../classifier/classify.ts';
import { featureExtractor } from '../classifier/feature-extractor.ts';
import type { StackParts } from '../live-stack.ts';
import { sumBounds } from '../sum-bounds.ts';

export const classifierAnswerer: AnswererKind<'classifier'> = {
  kind: 'classifier',
  async open(answerer, _spec, parts) {
    const weights = await getClassifierWeights(parts.artefacts, answerer.weights);
    const extract = featureExtractor(weights.features);
    const embed = answerer.embedding && (await openEmbedding(answerer.embedding, weights, parts));
    return {
      maxConcurrency: answerer.embedding === undefined ? 64 : 4,
      prefixState: 'no prompt',
      async answer(input, context) {
        const text = inputText(input);
        const embedded = await embed?.ask(text, context);
        const prediction = classify(weights, extract(text, embedded?.vector));
        return {
          ...answerOrAbstain(prediction, weights, answerer.abstainBelow),
          finish: 'stop',
          ...withUsage(embed ? embedded?.usage : noTokens),
        };
      },
      ...(embed && { estimate: async (input) => sumBounds([embed.atMost(inputText(input))]) }),
    };
  },
};

/** Asks the model anew for each answer: a cache would make the measured latency a lie. */
async function openEmbedding(ref: ModelRef, { features }: ClassifierWeights, { models }: StackParts) {
  const model = await models.embedding(ref);
  const expected = features.find((block) => block.kind === 'embedding')?.dimensions;
  if (model.dimensions !== undefined && model.dimensions !== expected) {
    throw new TypeError(`${ref.id} gives ${model.dimensions} dimensions, the weights take ${expected}`);
  }
  return {
    atMost: (text: string) => model.atMost([text]),
    async ask(text: string, { purchase, signal, call }: AnswererContext) {
      const { vectors, usage } = await call(() => model.embed([text], { purchase, signal }));
      return { vector: vectors[0], usage };
    },
  };
}

function withUsage(usage: Usage | undefined): Pick<Reply, 'usage'> {
  return usage === undefined ? {} : { usage };
}

function answerOrAbstain(
  { label, probabilities }: Prediction,
  { labels }: ClassifierWeights,
  abstainBelow: number | undefined,
): Pick<Reply, 'output' | 'abstained' | 'labelProbabilities'> {
  if (probabilities === undefined) return { output: label };
  const labelProbabilities = Object.fromEntries(labels.map((l, k) => [l, probabilities[k] as number]));
  const highest = Math.max(...probabilities);
  if (abstainBelow === undefined || highest >= abstainBelow) return { output: label, labelProbabilities };
  const reason = `the probability of "${label}" is ${highest.toFixed(3)}, below ${abstainBelow.toFixed(3)}`;
  return { abstained: { reason }, labelProbabilities };
}
