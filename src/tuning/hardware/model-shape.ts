/** The sizes of a decoder of the Llama family that decide what training it takes. Knows neither file formats nor hardware. */

export interface ModelShape {
  /** `llama`, `mistral`, `qwen2` or `qwen3`. */
  readonly architecture: string;
  readonly layers: number;
  readonly hidden: number;
  readonly feedForward: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  /** Numbers of one head. */
  readonly headWidth: number;
  readonly vocabulary: number;
  /** Whether input and output share one table of tokens. */
  readonly isTied: boolean;
}

interface Linear {
  readonly inputs: number;
  readonly outputs: number;
}

/** Qwen2 adds biases to queries, keys and values; Qwen3 normalises queries and keys instead. */
const hasBiases = (architecture: string) => architecture === 'qwen2';
export const hasHeadNorms = (architecture: string) => architecture === 'qwen3';

/** Those of which training is known here; all are computed alike but for the two things above. */
export const knownArchitectures: readonly string[] = ['llama', 'mistral', 'qwen2', 'qwen3'];

/** The linear layers of one decoder layer, all of which adapters sit on. */
export function linearLayers(shape: ModelShape): readonly Linear[] {
  const { hidden, feedForward, heads, keyValueHeads, headWidth } = shape;
  const [queries, keys] = [heads * headWidth, keyValueHeads * headWidth];
  return [
    { inputs: hidden, outputs: queries },
    { inputs: hidden, outputs: keys },
    { inputs: hidden, outputs: keys },
    { inputs: queries, outputs: hidden },
    { inputs: hidden, outputs: feedForward },
    { inputs: hidden, outputs: feedForward },
    { inputs: feedForward, outputs: hidden },
  ];
}

/** Of all linear layers within the decoder. */
export function linearParameters(shape: ModelShape): number {
  return shape.layers * linearLayers(shape).reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
}

/** Of the whole model. */
export function parameters(shape: ModelShape): number {
  const { architecture, layers, hidden, heads, keyValueHeads, headWidth, vocabulary, isTied } = shape;
  const biases = hasBiases(architecture) ? (heads + 2 * keyValueHeads) * headWidth : 0;
  const norms = 2 * hidden + (hasHeadNorms(architecture) ? 2 * headWidth : 0);
  return (
    linearParameters(shape) + layers * (biases + norms) + hidden + vocabulary * hidden * (isTied ? 1 : 2)
  );
}

/** Of low-rank adapters on every linear layer. */
export function adapterParameters(shape: ModelShape, rank: number): number {
  return (
    shape.layers *
    linearLayers(shape).reduce((sum, { inputs, outputs }) => sum + rank * (inputs + outputs), 0)
  );
}
