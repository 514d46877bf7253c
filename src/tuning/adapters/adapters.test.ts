import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entry, readGgufHeader, writeGguf } from '../../models/catalogue/gguf/gguf.ts';
import { tensorType, toQ80 } from '../../models/catalogue/gguf/quantise.ts';
import { loraTensors, peftConfig, safetensors } from '../testing/peft-adapter.ts';
import { interleaveHalves } from './gguf-pairs.ts';
import { loraToGguf } from './lora-to-gguf.ts';
import { addTo, mergeIntoGguf } from './merge-into-gguf.ts';
import { readLora } from './read-lora.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-adapters-'));
});
afterAll(() => rm(folder, { recursive: true }));

const query = 'model.layers.0.self_attn.q_proj';
const down = 'model.layers.1.mlp.down_proj';
const sound = () => safetensors({ ...loraTensors(query, 4), ...loraTensors(down, 2) });
const base = { architecture: 'llama', layers: 2, heads: 1, keyValueHeads: 1 };

describe('an adapter of PEFT', () => {
  it('is read as pairs of matrices with their scale', () => {
    const { scale, pairs } = readLora({ config: peftConfig(), weights: sound() });
    expect(scale).toBe(4);
    expect(pairs.map(({ module, inputs, outputs }) => [module, inputs, outputs])).toEqual([
      [query, 3, 4],
      [down, 3, 2],
    ]);
    expect(pairs[1]?.b).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(readLora({ config: peftConfig({ r: 2, use_rslora: true }), weights: sound() }).scale).toBeCloseTo(
      8 / Math.SQRT2,
      12,
    );
  });

  const tensor = (name: string, values: readonly number[], shape: readonly number[]) =>
    safetensors({ ...loraTensors(down, 2), [name]: { shape, values } });
  it.each([
    [
      'another method',
      peftConfig({ peft_type: 'PREFIX_TUNING' }),
      sound(),
      /adapter_config.json.*peft_type/s,
    ],
    ['a rank by module', peftConfig({ rank_pattern: { q_proj: 4 } }), sound(), /rank_pattern/],
    ['whole modules', peftConfig({ modules_to_save: ['lm_head'] }), sound(), /modules_to_save/],
    ['no JSON', '{', sound(), /adapter_config.json/],
    ['another rank than it says', peftConfig({ r: 4 }), sound(), /two matrices of rank 4/],
    [
      'one matrix of two',
      peftConfig(),
      tensor(`base_model.model.${query}.lora_A.weight`, [1, 2], [2, 1]),
      /two matrices/,
    ],
    ['a foreign tensor', peftConfig(), tensor('lm_head.weight', [1], [1]), /lm_head.weight is no part/],
    [
      'what is not finite',
      peftConfig(),
      tensor(`base_model.model.${query}.lora_A.weight`, [Number.NaN], [1, 1]),
      /not finite/,
    ],
    [
      'magnitudes that no config tells of',
      peftConfig(),
      tensor(`base_model.model.${down}.lora_magnitude_vector`, [1, 1], [2]),
      /use_dora/,
    ],
    ['nothing', peftConfig(), safetensors({}), /no LoRA/],
    ['a file cut off', peftConfig(), sound().subarray(0, -1), /offsets/],
    ['bytes of nobody', peftConfig(), Buffer.concat([sound(), Buffer.alloc(4)]), /no tensor/],
  ])('with %s is refused', (_, config, weights, problem) => {
    expect(() => readLora({ config, weights })).toThrow(problem);
  });
});

describe('an adapter as GGUF', () => {
  it('holds the same numbers, those of queries and keys in the order of the engine', async () => {
    const file = path.join(folder, 'adapter.gguf');
    await loraToGguf(readLora({ config: peftConfig(), weights: sound() }), base, file);
    const bytes = await readFile(file);
    const { entries, tensors, dataStart } = readGgufHeader(bytes);
    expect(entries.map(({ key }) => key)).toEqual([
      'general.type',
      'general.architecture',
      'adapter.type',
      'adapter.lora.alpha',
    ]);
    expect(entries[3]?.value.readFloatLE()).toBe(8);
    const numbers = Object.fromEntries(
      tensors.map(({ name, shape, offset }) => {
        const count = shape.reduce((x, y) => x * y, 1);
        const at = (i: number) => bytes.readFloatLE(dataStart + offset + 4 * i);
        return [name, { shape, values: Array.from({ length: count }, (_, i) => at(i)) }];
      }),
    );
    expect(numbers).toEqual({
      'blk.0.attn_q.weight.lora_a': { shape: [3, 2], values: [1, 2, 3, 4, 5, 6] },
      'blk.0.attn_q.weight.lora_b': { shape: [2, 4], values: [1, 2, 5, 6, 3, 4, 7, 8] },
      'blk.1.ffn_down.weight.lora_a': { shape: [3, 2], values: [1, 2, 3, 4, 5, 6] },
      'blk.1.ffn_down.weight.lora_b': { shape: [2, 2], values: [1, 2, 3, 4] },
    });
  });

  it('orders the rows as `reshape(heads, 2, rows / heads / 2).swapaxes(1, 2)` of NumPy does', () => {
    const rows = Float32Array.from({ length: 8 }, (_, i) => i);
    expect([...interleaveHalves(rows, 2, 1)]).toEqual([0, 2, 1, 3, 4, 6, 5, 7]);
  });

  it.each([
    ['of another architecture', loraTensors(query, 4), { ...base, architecture: 'qwen3' }, /qwen3/],
    [
      'of a layer that is not there',
      loraTensors('model.layers.2.mlp.up_proj', 2),
      base,
      /has no model.layers.2/,
    ],
    [
      'of an unknown module',
      loraTensors('model.layers.0.constructor', 2),
      base,
      /has no model.layers.0.constructor/,
    ],
    ['of heads that do not fit', loraTensors(query, 3), base, /3 rows do not fit 1 heads/],
  ])('%s is refused', async (_, tensors, shape, reason) => {
    const lora = readLora({ config: peftConfig(), weights: safetensors(tensors) });
    await expect(loraToGguf(lora, shape, path.join(folder, 'refused.gguf'))).rejects.toThrow(reason);
  });
});

describe('an adapter merged into its base', () => {
  const name = 'blk.1.ffn_down.weight';
  const entries = [
    entry.string('general.architecture', 'llama'),
    entry.uint32('llama.block_count', 2),
    entry.uint32('llama.attention.head_count', 1),
  ];
  const other = { name: 'output_norm.weight', shape: [2], type: tensorType.f32 };
  const norm = new Uint8Array(Float32Array.of(5, 6).buffer);
  const ones = { name, shape: [3, 2], type: tensorType.f32 };
  const baseOf = async (tensor: typeof ones, data: Uint8Array) => {
    const file = path.join(folder, 'base.gguf');
    await writeGguf(file, entries, [
      { ...tensor, data: () => data },
      { ...other, data: () => norm },
    ]);
    return file;
  };
  const lora = (tensors = loraTensors(down, 2)) =>
    readLora({ config: peftConfig(), weights: safetensors(tensors) });
  const merged = async (file: string) => {
    const target = path.join(folder, 'merged.gguf');
    await mergeIntoGguf(lora(), file, target);
    const bytes = await readFile(target);
    const { tensors, dataStart } = readGgufHeader(bytes);
    return (at: number) => bytes.subarray(dataStart + (tensors[at]?.offset ?? 0));
  };

  it('is the base plus scale · b · a, and all else as it was', async () => {
    const tensor = await merged(await baseOf(ones, new Uint8Array(new Float32Array(6).fill(1).buffer)));
    // 1 + 4 · (b · a), by hand.
    const sums = [37, 49, 61, 77, 105, 133];
    expect(sums.map((_, i) => tensor(0).readFloatLE(4 * i))).toEqual(sums);
    expect([0, 1].map((i) => tensor(1).readFloatLE(4 * i))).toEqual([5, 6]);
  });

  it('of DoRA has rows of the length its magnitudes say', () => {
    const pair = { rank: 1, a: Float32Array.of(1, 0), b: Float32Array.of(2, 0), inputs: 2, outputs: 2 };
    const rows = addTo(Float32Array.of(1, 4, 0, 2), { ...pair, magnitude: Float32Array.of(10, 3) }, 1);
    // (1 + 2, 4) of length 5 made 10 long; (0, 2) of length 2 made 3 long.
    expect([...rows]).toEqual([6, 8, 0, 3]);
  });

  it.each([
    ['another shape', { ...ones, shape: [2, 3] }, /3 × 2, the adapter's 2 × 3/],
    ['no such weights', { ...ones, name: 'blk.0.ffn_down.weight' }, /no blk.1.ffn_down/],
  ])('with %s is refused', async (_, tensor, reason) => {
    await expect(merged(await baseOf(tensor, new Uint8Array(24)))).rejects.toThrow(reason);
  });

  it('in blocks of eight bits is rounded to them anew', async () => {
    const wide = { rank: 1, a: new Float32Array(32).fill(1), b: Float32Array.of(1), inputs: 32, outputs: 1 };
    const rounded = toQ80(addTo(new Float32Array(32).fill(126), wide, 1));
    // The largest magnitude, 127, is 127 steps of 1.
    expect([...rounded.subarray(2)]).toEqual(Array.from({ length: 32 }, () => 127));
  });
});
