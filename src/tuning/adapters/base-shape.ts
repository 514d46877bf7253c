/** The shape of a base model as the header of its GGUF file states it. Reads no weights. */
import { type GgufTensor, readGgufHeader } from '../../models/catalogue/gguf/gguf.ts';

export interface BaseShape {
  readonly architecture: string;
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
}

export interface BaseHeader {
  readonly architecture: string;
  /** A whole number stated of the architecture, e.g. `block_count`. */
  number(key: string): number | undefined;
  readonly tensors: readonly GgufTensor[];
}

/** `head`: the beginning of the file, at least its header. Throws as `readGgufHeader` does. */
export function readBaseHeader(head: Buffer): BaseHeader {
  const { entries, tensors } = readGgufHeader(head);
  const values = new Map(entries.map(({ key, value }) => [key, value]));
  // A text is its length in eight bytes, and its characters.
  const architecture = values.get('general.architecture')?.toString('utf8', 8) ?? '';
  return { architecture, tensors, number: (key) => values.get(`${architecture}.${key}`)?.readUInt32LE() };
}

/** `head` as for `readBaseHeader`. */
export function baseShape(head: Buffer): BaseShape {
  const { architecture, number } = readBaseHeader(head);
  const heads = number('attention.head_count') ?? 0;
  return {
    architecture,
    layers: number('block_count') ?? 0,
    heads,
    keyValueHeads: number('attention.head_count_kv') ?? heads,
  };
}
