/** Writes a base model with an adapter merged into its weights, for engines that take no adapters and for DoRA. Trains nothing. */
import { type FileHandle, open } from 'node:fs/promises';
import { readGgufHeader, type TensorToWrite, writeGguf } from '../../models/catalogue/gguf/gguf.ts';
import { expand, tensorBytes, tensorType, toQ80 } from '../../models/catalogue/gguf/quantise.ts';
import { baseShape } from './base-shape.ts';
import { type GgufPair, ggufPairs, notForGguf } from './gguf-pairs.ts';
import type { Lora } from './read-lora.ts';

/** A header, vocabulary and all, is far smaller. */
const mostHeaderBytes = 64_000_000;

/**
 * Each tensor keeps its type; a merged one is rounded to it anew. One is in memory at a time. Throws `ADAPTER_NOT_FOR_GGUF` where the base
 * has no such weights, or holds them in a type that is not merged into (Q8_0 and F32 are).
 */
export async function mergeIntoGguf(lora: Lora, baseFile: string, target: string): Promise<void> {
  await using file = await open(baseFile);
  const head = await readHead(file);
  const { entries, tensors, dataStart } = readGgufHeader(head);
  const pairs = new Map(ggufPairs(lora, baseShape(head)).map((pair) => [pair.name, pair]));
  const merged: TensorToWrite[] = tensors.map(({ offset, ...tensor }) => {
    const count = tensor.shape.reduce((a, b) => a * b, 1);
    const read = () => readBytes(file, dataStart + offset, tensorBytes(tensor.type, count));
    const pair = pairs.get(tensor.name);
    pairs.delete(tensor.name);
    if (pair === undefined) return { ...tensor, data: read };
    const [inputs, outputs] = tensor.shape;
    if (inputs !== pair.inputs || outputs !== pair.outputs)
      throw notForGguf(
        `${tensor.name} is ${outputs} × ${inputs}, the adapter's ${pair.outputs} × ${pair.inputs}`,
      );
    const { decode, encode } = codecOf(tensor.type, tensor.name);
    return { ...tensor, data: async () => encode(addTo(decode(await read()), pair, lora.scale)) };
  });
  const [missing] = pairs.keys();
  if (missing !== undefined) throw notForGguf(`the base model has no ${missing}`);
  await writeGguf(target, entries, merged);
}

/**
 * `weights`, row by row: plus `scale · b · a`; of DoRA each row then made as long as its magnitude says (Liu et al. 2024, equation 5).
 * Changes and returns `weights`.
 */
export function addTo(weights: Float32Array, pair: Omit<GgufPair, 'name'>, scale: number): Float32Array {
  const { a, b, rank, inputs, outputs, magnitude } = pair;
  for (let out = 0; out < outputs; out++) {
    const row = weights.subarray(out * inputs, (out + 1) * inputs);
    for (let r = 0; r < rank; r++) {
      const factor = scale * (b[out * rank + r] as number);
      for (let i = 0; i < inputs; i++) row[i] = (row[i] as number) + factor * (a[r * inputs + i] as number);
    }
    if (magnitude === undefined) continue;
    let squares = 0;
    for (const value of row) squares += value * value;
    const stretch = (magnitude[out] as number) / Math.sqrt(squares);
    for (let i = 0; i < inputs; i++) row[i] = (row[i] as number) * stretch;
  }
  return weights;
}

function codecOf(type: number, name: string) {
  if (type === tensorType.q8_0)
    return {
      decode: (data: Uint8Array) => expand(type, data),
      encode: (values: Float32Array) => toQ80(values),
    };
  if (type !== tensorType.f32) throw notForGguf(`${name} is of type ${type}, which is not merged into`);
  return {
    decode: (data: Uint8Array) => new Float32Array(Uint8Array.from(data).buffer),
    encode: (values: Float32Array) => new Uint8Array(values.buffer),
  };
}

async function readHead(file: FileHandle): Promise<Buffer> {
  const { size } = await file.stat();
  return readBytes(file, 0, Math.min(size, mostHeaderBytes));
}

async function readBytes(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new Error('the GGUF file ends before its tensors do');
  return buffer;
}
