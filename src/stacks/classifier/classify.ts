/** Predicts a label from the features of one text. Knows nothing of texts, models, artefacts or abstention. */
import type { ClassifierModel, ClassifierWeights } from './classifier-weights.ts';
import { softmax } from './softmax.ts';

export interface Prediction {
  readonly label: string;
  /** Calibrated, in the order of the weights' labels; absent where the model gives none. */
  readonly probabilities?: Float64Array;
}

/** Sums in double precision in a fixed order, so that equal weights and features give equal bits. */
export function classify({ labels, model }: ClassifierWeights, features: Float32Array): Prediction {
  if (model.kind === 'nearest') return { label: labels[nearestLabel(model, features)] as string };
  const scores = linearScores(model, features);
  const probabilities = softmax(scores, model.temperature);
  return { label: labels[indexOfHighest(scores)] as string, probabilities };
}

function linearScores(
  { weights, intercepts }: Extract<ClassifierModel, { kind: 'linear' }>,
  features: Float32Array,
): Float64Array {
  const width = features.length;
  return Float64Array.from(intercepts, (intercept, k) => intercept + dot(weights, k * width, features));
}

function nearestLabel(
  { vectors, labelOf }: Extract<ClassifierModel, { kind: 'nearest' }>,
  features: Float32Array,
): number {
  const width = features.length;
  const similarities = Float64Array.from(labelOf, (_, row) => dot(vectors, row * width, features));
  return labelOf[indexOfHighest(similarities)] as number;
}

function dot(rows: Float32Array | Int8Array, from: number, features: Float32Array): number {
  let sum = 0;
  for (let j = 0; j < features.length; j++) sum += (rows[from + j] as number) * (features[j] as number);
  return sum;
}

/** The first of equals. */
function indexOfHighest(values: Float64Array): number {
  return values.reduce((best, value, i) => (value > (values[best] as number) ? i : best), 0);
}
