/** A LoRA for one query projection and one feed-forward part of each layer of a model, made of numbers drawn by a seed. Trains nothing. */
import { createRandom } from '../../measure/stats/random.ts';
import type { Lora, LoraPair } from '../adapters/read-lora.ts';

/** Of the weights that it adds to. */
export interface MadeShape {
  readonly layers: number;
  readonly width: number;
  readonly hidden: number;
}

/** `strength` 0 adds nothing at all. */
export function madeAdapter({ layers, width, hidden }: MadeShape, seed: number, strength: number): Lora {
  const { next } = createRandom(seed);
  const rank = 4;
  const draw = (count: number, scale: number) =>
    Float32Array.from({ length: count }, () => (next() - 0.5) * scale);
  const pair = (module: string, inputs: number, outputs: number): LoraPair => ({
    module,
    rank,
    inputs,
    outputs,
    a: draw(rank * inputs, 1 / Math.sqrt(inputs)),
    b: draw(outputs * rank, strength),
  });
  const pairs = Array.from({ length: layers }, (_, layer) => [
    pair(`model.layers.${layer}.self_attn.q_proj`, width, width),
    pair(`model.layers.${layer}.mlp.down_proj`, hidden, width),
  ]);
  return { scale: 1, pairs: pairs.flat() };
}
