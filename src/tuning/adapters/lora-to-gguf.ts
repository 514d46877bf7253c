/**
 * Writes a LoRA adapter as GGUF for engines of the llama.cpp family. Knows the names of both sides and how their rows are ordered.
 * Source: `gguf-py` (names of tensors and keys) and the rotary embedding of the Llama implementations in transformers and llama.cpp.
 */
import { FulcrumError } from '../../domain/errors.ts';
import { entry, type TensorToWrite, writeGguf } from '../../models/catalogue/gguf/gguf.ts';
import { tensorType } from '../../models/catalogue/gguf/quantise.ts';
import type { Lora, LoraPair } from './read-lora.ts';

/** Of the base model, as its GGUF header states it. */
export interface BaseShape {
  readonly architecture: string;
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
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

/** Throws `ADAPTER_NOT_FOR_GGUF` where the form cannot hold the adapter (DoRA, other modules, another architecture). */
export async function loraToGguf(lora: Lora, base: BaseShape, target: string): Promise<void> {
  if (base.architecture !== 'llama')
    throw refused(`the rows of ${base.architecture} are ordered in a way that is not known here`);
  const [first] = lora.pairs;
  const entries = [
    entry.string('general.type', 'adapter'),
    entry.string('general.architecture', base.architecture),
    entry.string('adapter.type', 'lora'),
    // Engines divide it by the rank.
    entry.float32('adapter.lora.alpha', lora.scale * (first?.rank ?? 1)),
  ];
  const tensors = lora.pairs.flatMap((pair) => tensorsOf(pair, base));
  await writeGguf(
    target,
    entries,
    tensors.sort((x, y) => (x.name < y.name ? -1 : 1)),
  );
}

function tensorsOf(pair: LoraPair, { layers, heads, keyValueHeads }: BaseShape): TensorToWrite[] {
  const { module, rank, a, b, inputs, outputs, magnitude } = pair;
  const [, layer, part = ''] = /^model\.layers\.(\d+)\.(.+)$/.exec(module) ?? [];
  const name = Object.hasOwn(parts, part) ? parts[part] : undefined;
  if (name === undefined || Number(layer) >= layers) throw refused(`the base model has no ${module}`);
  if (magnitude !== undefined) throw refused('its magnitudes (DoRA) have no place in it');
  const rotated = { attn_q: heads, attn_k: keyValueHeads }[name];
  const tensor = (kind: string, shape: readonly number[], data: () => Float32Array): TensorToWrite => ({
    name: `blk.${layer}.${name}.weight.lora_${kind}`,
    shape,
    type: tensorType.f32,
    data: () => new Uint8Array(data().buffer),
  });
  return [
    tensor('a', [inputs, rank], () => a.slice()),
    tensor('b', [rank, outputs], () =>
      rotated === undefined ? b.slice() : interleaveHalves(b, rotated, rank),
    ),
  ];
}

/**
 * Rows of a query or key projection: transformers rotates a row with the one half a head further on, llama.cpp with the next one. `rows`
 * holds rows of `width` numbers, the same number for each of `heads`.
 */
export function interleaveHalves(rows: Float32Array, heads: number, width: number): Float32Array {
  const perHead = rows.length / width / heads;
  const half = perHead / 2;
  if (!Number.isInteger(half)) throw refused(`${rows.length / width} rows do not fit ${heads} heads`);
  const out = new Float32Array(rows.length);
  for (let head = 0; head < heads; head++)
    for (let row = 0; row < perHead; row++) {
      const from = head * perHead + (row % 2) * half + Math.floor(row / 2);
      out.set(rows.subarray(from * width, (from + 1) * width), (head * perHead + row) * width);
    }
  return out;
}

function refused(reason: string): FulcrumError {
  return new FulcrumError('ADAPTER_NOT_FOR_GGUF', { reason });
}
