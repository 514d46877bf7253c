/**
 * The pairs of a LoRA as a GGUF base model names and orders its weights. Writes nothing.
 * Source: `gguf-py` (names of tensors) and the rotary embeddings of transformers and llama.cpp.
 */
import { FulcrumError } from '../../domain/errors.ts';
import type { BaseShape } from './base-shape.ts';
import type { Lora, LoraPair } from './read-lora.ts';

/** `name`: of the tensor it adds to. Rows of `b` and `magnitude` are in the order of that tensor's. */
export interface GgufPair extends Omit<LoraPair, 'module'> {
  readonly name: string;
}

const parts: Readonly<Record<string, string>> = {
  'self_attn.q_proj': 'attn_q',
  'self_attn.k_proj': 'attn_k',
  'self_attn.v_proj': 'attn_v',
  'self_attn.o_proj': 'attn_output',
  'mlp.gate_proj': 'ffn_gate',
  'mlp.up_proj': 'ffn_up',
  'mlp.down_proj': 'ffn_down',
};

/** Whether the rows of queries and keys stand in another order than in transformers. */
const isInterleaved: Readonly<Record<string, boolean>> = { llama: true, qwen2: false };

/** Throws `ADAPTER_NOT_FOR_GGUF` for modules or an architecture that are not known here. */
export function ggufPairs(
  { pairs }: Lora,
  { architecture, layers, heads, keyValueHeads }: BaseShape,
): GgufPair[] {
  const interleaved = isInterleaved[architecture];
  if (interleaved === undefined)
    throw notForGguf(`the rows of ${architecture} are ordered in a way that is not known here`);
  return pairs.map(({ module, ...pair }) => {
    const [, layer, part = ''] = /^model\.layers\.(\d+)\.(.+)$/.exec(module) ?? [];
    const name = Object.hasOwn(parts, part) ? parts[part] : undefined;
    if (name === undefined || Number(layer) >= layers) throw notForGguf(`the base model has no ${module}`);
    const rotated = interleaved ? { attn_q: heads, attn_k: keyValueHeads }[name] : undefined;
    const ordered = (rows: Float32Array, width: number) =>
      rotated === undefined ? rows : interleaveHalves(rows, rotated, width);
    return {
      ...pair,
      name: `blk.${layer}.${name}.weight`,
      b: ordered(pair.b, pair.rank),
      ...(pair.magnitude && { magnitude: ordered(pair.magnitude, 1) }),
    };
  });
}

/**
 * Rows of a query or key projection: transformers rotates a row with the one half a head further on, llama.cpp with the next one. `rows`
 * holds rows of `width` numbers, the same number for each of `heads`.
 */
export function interleaveHalves(rows: Float32Array, heads: number, width: number): Float32Array {
  const perHead = rows.length / width / heads;
  const half = perHead / 2;
  if (!Number.isInteger(half)) throw notForGguf(`${rows.length / width} rows do not fit ${heads} heads`);
  const out = new Float32Array(rows.length);
  for (let head = 0; head < heads; head++)
    for (let row = 0; row < perHead; row++) {
      const from = head * perHead + (row % 2) * half + Math.floor(row / 2);
      out.set(rows.subarray(from * width, (from + 1) * width), (head * perHead + row) * width);
    }
  return out;
}

export function notForGguf(reason: string): FulcrumError {
  return new FulcrumError('ADAPTER_NOT_FOR_GGUF', { reason });
}
