/** The answerer that needs no LLM: features of the input, trained weights, a calibrated label. Knows nothing of training. */
import { inputText } from '../../domain/case.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { ClassifierAnswerer } from '../../domain/stack.ts';
import type { Usage } from '../../domain/usage.ts';
import type { EmbeddingModel } from '../../models/embedding-model.ts';
import type { AnswererKind, Reply } from '../answerer-kind.ts';
import {
  type ClassifierFeatures,
  type ClassifierWeights,
  getClassifierWeights,
} from '../classifier/classifier-weights.ts';
import { classify, type Prediction } from '../classifier/classify.ts';
import { wordCounter } from '../classifier/word-counts.ts';
import type { AnswerContext, StackParts } from '../live-stack.ts';

export const classifierAnswerer: AnswererKind<'classifier'> = {
  kind: 'classifier',
  async open(answerer, _spec, parts) {
    const weights = await getClassifierWeights(parts.artefacts, answerer.weights);
    const extract = await openFeatures(weights.features, answerer, parts);
    return {
      maxConcurrency: answerer.embedding === undefined ? 64 : 4,
      prefixState: 'no prompt',
      async answer(input, context) {
        const { features, usage } = await extract(inputText(input), context);
        const prediction = classify(weights, features);
        return {
          ...answerOrAbstain(prediction, weights, answerer.abstainBelow),
          finish: 'stop',
          ...(usage && { usage }),
        };
      },
      // The seam of an embedding model tells no price beforehand, so that of its call is unknown.
      ...(answerer.embedding !== undefined && { estimate: async () => ({}) }),
    };
  },
};

type Extract = (
  text: string,
  context: AnswerContext,
) => Promise<{ readonly features: Float32Array; readonly usage?: Usage }>;

async function openFeatures(
  features: ClassifierFeatures,
  { embedding }: ClassifierAnswerer,
  parts: StackParts,
): Promise<Extract> {
  if (features.kind === 'word-counts') {
    const count = wordCounter(features);
    return async (text) => ({ features: count(text) });
  }
  if (embedding === undefined) throw new TypeError('a classifier over embeddings names no embedding model');
  return embeddingFeatures(await parts.models.embedding(embedding), features.dimensions);
}

/** Asks the model anew for each answer: a cache would make the measured latency a lie. */
function embeddingFeatures(model: EmbeddingModel, dimensions: number): Extract {
  if (model.dimensions !== dimensions) {
    throw new TypeError(`${model.id} gives ${model.dimensions} dimensions, the weights need ${dimensions}`);
  }
  return async (text, { purchase, signal }) => {
    const { vectors, usage } = await model.embed([text], { purchase, signal });
    const [features] = vectors;
    if (features?.length !== dimensions) throw new TypeError(`${model.id} gave no vector of ${dimensions}`);
    return { features, ...(usage && { usage }) };
  };
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
