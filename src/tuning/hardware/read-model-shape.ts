/** Reads the shape of a model from its GGUF file or from the `config.json` of its folder. Reads no weights. */
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { FulcrumError } from '../../domain/errors.ts';
import { readBaseHeader } from '../adapters/base-shape.ts';
import { knownArchitectures, type ModelShape } from './model-shape.ts';

/** A header holds the whole vocabulary, and those of 256,000 tokens take some 8 MB. */
const headBytes = 64_000_000;

const count = z.int().min(1);
const config = z.object({
  model_type: z.string(),
  num_hidden_layers: count,
  hidden_size: count,
  intermediate_size: count,
  num_attention_heads: count,
  num_key_value_heads: count.nullish(),
  head_dim: count.nullish(),
  vocab_size: count,
  tie_word_embeddings: z.boolean().nullish(),
});

/** Throws `MODEL_SHAPE_UNKNOWN` where the file cannot be read or the model is none of the architectures known. */
export async function readModelShape(file: string): Promise<ModelShape> {
  const shape = await readEither(file).catch((error: Error) => {
    throw new FulcrumError('MODEL_SHAPE_UNKNOWN', { file, problem: error.message });
  });
  if (!knownArchitectures.includes(shape.architecture)) {
    const problem = `its architecture is ${shape.architecture || 'not stated'}, and known are ${knownArchitectures.join(', ')}`;
    throw new FulcrumError('MODEL_SHAPE_UNKNOWN', { file, problem });
  }
  return shape;
}

async function readEither(file: string): Promise<ModelShape> {
  return (await stat(file)).isDirectory()
    ? shapeOfConfig(await readFile(path.join(file, 'config.json'), 'utf8'))
    : shapeOfGguf(await readHead(file));
}

async function readHead(file: string): Promise<Buffer> {
  await using handle = await open(file);
  const head = Buffer.alloc(Math.min(headBytes, (await handle.stat()).size));
  const { bytesRead } = await handle.read(head, 0, head.length, 0);
  return head.subarray(0, bytesRead);
}

/** `text`: a `config.json` as transformers writes it. Throws an error in words. */
export function shapeOfConfig(text: string): ModelShape {
  const read = config.safeParse(JSON.parse(text));
  if (!read.success) throw new Error(z.prettifyError(read.error));
  const { data } = read;
  const heads = data.num_attention_heads;
  return {
    architecture: data.model_type,
    layers: data.num_hidden_layers,
    hidden: data.hidden_size,
    feedForward: data.intermediate_size,
    heads,
    keyValueHeads: data.num_key_value_heads ?? heads,
    headWidth: data.head_dim ?? data.hidden_size / heads,
    vocabulary: data.vocab_size,
    isTied: data.tie_word_embeddings ?? false,
  };
}

/** `head` as for `readBaseHeader`. */
export function shapeOfGguf(head: Buffer): ModelShape {
  const { architecture, number, tensors } = readBaseHeader(head);
  const needed = (key: string) => {
    const value = number(key);
    if (value === undefined) throw new Error(`its header does not state ${architecture}.${key}`);
    return value;
  };
  const hidden = needed('embedding_length');
  const heads = needed('attention.head_count');
  const table = tensors.find(({ name }) => name === 'token_embd.weight');
  if (table === undefined) throw new Error('it holds no table of tokens');
  return {
    architecture,
    layers: needed('block_count'),
    hidden,
    feedForward: needed('feed_forward_length'),
    heads,
    keyValueHeads: number('attention.head_count_kv') ?? heads,
    headWidth: number('attention.key_length') ?? hidden / heads,
    vocabulary: table.shape[1] ?? 0,
    isTied: !tensors.some(({ name }) => name === 'output.weight'),
  };
}
