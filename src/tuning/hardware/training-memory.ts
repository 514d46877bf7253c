/**
 * Memory that full tuning, LoRA and QLoRA of a model take, from its shape: what `trainer/fulcrum_trainer/memory.py` counts by tracing the
 * model, in closed form. Knows no hardware.
 */
import {
  adapterParameters,
  hasHeadNorms,
  linearLayers,
  linearParameters,
  type ModelShape,
  parameters,
} from './model-shape.ts';

export type TuningWay = 'full' | 'lora' | 'qlora';

export interface TrainingMemory {
  readonly weightsBytes: number;
  readonly gradientsBytes: number;
  /** Two moments of each weight that is trained. */
  readonly optimiserBytes: number;
  /** Kept by the forward pass for the backward pass. */
  readonly activationsBytes: number;
  readonly logitsBytes: number;
  /** Of these; what the process holds beside them comes on top. */
  readonly totalBytes: number;
}

/** One forward and backward pass. */
export interface TrainingBatch {
  readonly rows: number;
  /** Padding counted. */
  readonly tokensPerRow: number;
  /** To be learned, of all rows. */
  readonly answerTokens: number;
  /** Of the adapters, which sit on every linear layer and have dropout. */
  readonly rank: number;
}

const fp32 = 4;
const bf16 = 2;
/** A weight of 4 bits with its share of a scale of 8 bits for 64 weights and of one of 32 bits for 256 scales (QLoRA, section 3). */
const nf4 = 0.5 + 1 / 64 + 4 / (64 * 256);
/** Logits, their gradient, and the probabilities in between. */
const logitCopies = 3;

/** `baseBytes`: of a weight of the base under LoRA, 4 or 2. Full tuning is all in 32 bits, QLoRA computes in 16. */
export function trainingMemory(
  shape: ModelShape,
  batch: TrainingBatch,
  baseBytes: 2 | 4,
): Readonly<Record<TuningWay, TrainingMemory>> {
  const all = parameters(shape);
  const linear = linearParameters(shape);
  const trained = adapterParameters(shape, batch.rank);
  const logitsBytes = batch.answerTokens * shape.vocabulary * fp32 * logitCopies;
  const memory = (weightsBytes: number, trainedWeights: number, activationsBytes: number): TrainingMemory => {
    const [gradientsBytes, optimiserBytes] = [trainedWeights * fp32, trainedWeights * fp32 * 2];
    const totalBytes = weightsBytes + gradientsBytes + optimiserBytes + activationsBytes + logitsBytes;
    return { weightsBytes, gradientsBytes, optimiserBytes, activationsBytes, logitsBytes, totalBytes };
  };
  const adapted = (weightsBytes: number, bytes: number) =>
    memory(weightsBytes + trained * fp32, trained, adaptedActivations(shape, batch, bytes));
  return {
    full: memory(all * fp32, all, fullActivations(shape, batch)),
    lora: adapted(all * baseBytes, baseBytes),
    qlora: adapted(Math.floor(linear * nf4 + (all - linear) * bf16), bf16),
  };
}

/** Numbers that normalising queries and keys keeps of a token in one layer, `copies` of each head and its root mean square. */
function headNorms({ architecture, heads, keyValueHeads, headWidth }: ModelShape, copies: number): number {
  return hasHeadNorms(architecture) ? (heads + keyValueHeads) * (copies * headWidth + 1) : 0;
}

/** Cosines and sines of the positions, which all rows share. */
function rotation({ headWidth }: ModelShape, { tokensPerRow }: TrainingBatch): number {
  return 2 * tokensPerRow * headWidth;
}

function fullActivations(shape: ModelShape, batch: TrainingBatch): number {
  const { layers, hidden, feedForward, heads, headWidth } = shape;
  const queries = heads * headWidth;
  const layer =
    // Two norms: their input, their output before its weight, their root mean square.
    2 * (2 * hidden + 1) +
    headNorms(shape, 2) +
    // Inputs of the linear layers: of queries, keys and values; of gate and up; of output and down.
    2 * hidden +
    queries +
    feedForward +
    // Queries, keys and values as attention multiplies them; gate, what its curve makes of it, and up.
    3 * queries +
    3 * feedForward;
  const last = 2 * hidden + 1 + hidden;
  const token = layers * layer + last;
  const tokenIds = 8;
  return fp32 * rotation(shape, batch) + batch.rows * batch.tokensPerRow * (fp32 * token + tokenIds);
}

function adaptedActivations(shape: ModelShape, batch: TrainingBatch, baseBytes: number): number {
  const { layers, hidden, feedForward, heads, headWidth } = shape;
  const queries = heads * headWidth;
  const inputs = linearLayers(shape).reduce((sum, linear) => sum + linear.inputs, 0);
  const layer =
    // Two norms, of which the weight is not trained: their input, their root mean square.
    2 * (hidden + 1) +
    headNorms(shape, 1) +
    // Each adapter has a dropout of its own: what was dropped, what is left, and what the first matrix makes of it.
    2 * inputs +
    linearLayers(shape).length * batch.rank +
    3 * queries;
  // Nothing below the first layer is trained, so what leads back from its norm and its three first dropouts is not kept; the last norm is.
  const first = 3 * hidden;
  const token = fp32 * (layers * layer - first) + baseBytes * layers * 3 * feedForward;
  return baseBytes * rotation(shape, batch) + batch.rows * batch.tokensPerRow * token;
}
