/** The shape of a base model as the header of its GGUF file states it. Reads no weights. */
import { readGgufHeader } from '../../models/catalogue/gguf/gguf.ts';

export interface BaseShape {
  readonly architecture: string;
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
}

/** `head`: the beginning of the file, at least its header. Throws as `readGgufHeader` does. */
export function baseShape(head: Buffer): BaseShape {
  const entries = new Map(readGgufHeader(head).entries.map(({ key, value }) => [key, value]));
  const text = entries.get('general.architecture');
  // A text is its length in eight bytes, and its characters.
  const architecture = text?.toString('utf8', 8) ?? '';
  const number = (key: string) => entries.get(`${architecture}.${key}`)?.readUInt32LE();
  const heads = number('attention.head_count') ?? 0;
  return {
    architecture,
    layers: number('block_count') ?? 0,
    heads,
    keyValueHeads: number('attention.head_count_kv') ?? heads,
  };
}
