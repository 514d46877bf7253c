/** Writes a LoRA adapter as GGUF for engines of the llama.cpp family. Source: `gguf-py` (names of tensors and keys). */
import { entry, type TensorToWrite, writeGguf } from '../../models/catalogue/gguf/gguf.ts';
import { tensorType } from '../../models/catalogue/gguf/quantise.ts';
import type { BaseShape } from './base-shape.ts';
import { type GgufPair, ggufPairs, notForGguf } from './gguf-pairs.ts';
import type { Lora } from './read-lora.ts';

/** Throws `ADAPTER_NOT_FOR_GGUF` where the form cannot hold the adapter (DoRA, other modules, another architecture). */
export async function loraToGguf(lora: Lora, base: BaseShape, target: string): Promise<void> {
  const [first] = lora.pairs;
  const entries = [
    entry.string('general.type', 'adapter'),
    entry.string('general.architecture', base.architecture),
    entry.string('adapter.type', 'lora'),
    // Engines divide it by the rank.
    entry.float32('adapter.lora.alpha', lora.scale * (first?.rank ?? 1)),
  ];
  const tensors = ggufPairs(lora, base).flatMap(tensorsOf);
  await writeGguf(
    target,
    entries,
    tensors.sort((x, y) => (x.name < y.name ? -1 : 1)),
  );
}

function tensorsOf({ name, rank, a, b, inputs, outputs, magnitude }: GgufPair): TensorToWrite[] {
  if (magnitude !== undefined) throw notForGguf('its magnitudes (DoRA) have no place in it');
  const tensor = (kind: string, shape: readonly number[], data: Float32Array): TensorToWrite => ({
    name: `${name}.lora_${kind}`,
    shape,
    type: tensorType.f32,
    data: () => new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  });
  return [tensor('a', [inputs, rank], a), tensor('b', [rank, outputs], b)];
}
