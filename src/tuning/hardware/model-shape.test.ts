import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entry, readGgufHeader, writeGguf } from '../../models/catalogue/gguf/gguf.ts';
import { tensorType } from '../../models/catalogue/gguf/quantise.ts';
import { listModels } from '../../models/catalogue/list-models.ts';
import { adapterParameters, linearParameters, parameters } from './model-shape.ts';
import { readModelShape, shapeOfConfig, shapeOfGguf } from './read-model-shape.ts';
import { trainingMemory } from './training-memory.ts';

/** As the `config.json` of each says. */
const config = (
  model_type: string,
  [layers, hidden, feedForward, heads, keyValueHeads, vocabulary]: readonly number[],
  more: object = {},
) =>
  shapeOfConfig(
    JSON.stringify({
      model_type,
      num_hidden_layers: layers,
      hidden_size: hidden,
      intermediate_size: feedForward,
      num_attention_heads: heads,
      num_key_value_heads: keyValueHeads,
      vocab_size: vocabulary,
      ...more,
    }),
  );
const pulled = (await listModels()).filter((m) => m.kind === 'chat' && m.pulled);
const tied = { tie_word_embeddings: true };
const llama8b = config('llama', [32, 4096, 14336, 32, 8, 128256]);
const llama70b = config('llama', [80, 8192, 28672, 64, 8, 128256]);

describe('the parameters of a model', () => {
  it.each([
    // As the cards of the models state them.
    ['Llama 3.1 8B', llama8b, 8_030_261_248],
    ['Llama 3.1 70B', llama70b, 70_553_706_496],
    ['Mistral 7B v0.1', config('mistral', [32, 4096, 14336, 32, 8, 32000]), 7_241_732_096],
    ['Qwen2.5 0.5B', config('qwen2', [24, 896, 4864, 14, 2, 151936], tied), 494_032_768],
    ['Qwen2.5 7B', config('qwen2', [28, 3584, 18944, 28, 4, 152064]), 7_615_616_512],
    ['Qwen3 8B', config('qwen3', [36, 4096, 12288, 32, 8, 151936], { head_dim: 128 }), 8_190_735_360],
    ['SmolLM2 135M', config('llama', [30, 576, 1536, 9, 3, 49152], tied), 134_515_008],
  ])('are those of %s', (_, shape, count) => {
    expect(parameters(shape)).toBe(count);
  });

  it('are those that adapters of rank 16 on all linear layers of an 8B have', () => {
    // PEFT's `print_trainable_parameters` for Llama 3 8B
    expect(adapterParameters(llama8b, 16)).toBe(41_943_040);
  });

  it('weigh what is commonly said of a 70B: some 140 GB in 16 bits, some 40 GB in 4', () => {
    const batch = { rows: 1, tokensPerRow: 512, answerTokens: 64, rank: 16 };
    const { lora, qlora } = trainingMemory(llama70b, batch, 2);
    expect(lora.weightsBytes / 1e9).toBeCloseTo(142, 0);
    expect(qlora.weightsBytes / 1e9).toBeGreaterThan(35);
    expect(qlora.weightsBytes / 1e9).toBeLessThan(42);
    expect(linearParameters(llama70b) / parameters(llama70b)).toBeGreaterThan(0.97);
  });
});

describe('readModelShape', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-shape-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const tensor = (name: string, ...shape: number[]) => ({
    name,
    shape,
    type: tensorType.f32,
    data: () => new Uint8Array(shape.reduce((a, b) => a * b, 4)),
  });
  const entries = (architecture: string) => [
    entry.string('general.architecture', architecture),
    entry.uint32(`${architecture}.block_count`, 2),
    entry.uint32(`${architecture}.embedding_length`, 8),
    entry.uint32(`${architecture}.feed_forward_length`, 12),
    entry.uint32(`${architecture}.attention.head_count`, 4),
    entry.uint32(`${architecture}.attention.head_count_kv`, 2),
  ];

  it('reads the header of a GGUF file', async () => {
    const file = path.join(folder, 'tied.gguf');
    await writeGguf(file, entries('llama'), [tensor('token_embd.weight', 8, 30)]);
    const shape = {
      architecture: 'llama',
      layers: 2,
      hidden: 8,
      feedForward: 12,
      heads: 4,
      keyValueHeads: 2,
      headWidth: 2,
      vocabulary: 30,
      isTied: true,
    };
    expect(await readModelShape(file)).toEqual(shape);
    const more = [...entries('qwen3'), entry.uint32('qwen3.attention.key_length', 5)];
    await writeGguf(file, more, [tensor('token_embd.weight', 8, 30), tensor('output.weight', 8, 30)]);
    expect(await readModelShape(file)).toEqual({
      ...shape,
      architecture: 'qwen3',
      headWidth: 5,
      isTied: false,
    });
  });

  it('refuses what it cannot read, naming the file', async () => {
    const file = path.join(folder, 'other.gguf');
    const refusal = (details: string) => ({
      code: 'MODEL_SHAPE_UNKNOWN',
      message: expect.stringContaining(details),
    });
    await writeGguf(file, entries('bert'), [tensor('token_embd.weight', 8, 30)]);
    await expect(readModelShape(file)).rejects.toMatchObject(refusal('its architecture is bert'));
    await writeGguf(file, entries('llama').slice(0, 2), [tensor('token_embd.weight', 8, 30)]);
    await expect(readModelShape(file)).rejects.toMatchObject(
      refusal('does not state llama.embedding_length'),
    );
    await writeFile(file, 'no model');
    await expect(readModelShape(file)).rejects.toMatchObject(refusal(file));
    await expect(readModelShape(folder)).rejects.toMatchObject(refusal('config.json'));
    await writeFile(path.join(folder, 'config.json'), '{"model_type": "llama", "hidden_size": 0}');
    await expect(readModelShape(folder)).rejects.toMatchObject(refusal('hidden_size'));
  });

  it.each(pulled)('counts as many weights as the tensors of $id hold', async ({ path: file = '' }) => {
    const head = (await readFile(file)).subarray(0, 64_000_000);
    const held = readGgufHeader(head)
      .tensors.filter(({ name }) => name !== 'rope_freqs.weight')
      .reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    expect(parameters(shapeOfGguf(head))).toBe(held);
  });
});
