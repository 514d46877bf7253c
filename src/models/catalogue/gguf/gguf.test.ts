/** Values from the `gguf` Python package 0.19.0 (`gguf.quants`) and NumPy's half floats. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { entry, readGgufHeader, writeGguf } from './gguf.ts';
import { fromHalf, toHalf } from './half-float.ts';
import { expand, tensorType, toQ80 } from './quantise.ts';
import reference from './quantise-reference.json' with { type: 'json' };
import { requantiseToQ80 } from './requantise-to-q8-0.ts';
import { readSafetensors } from './safetensors.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fulcrum-gguf-'));
});
afterAll(() => rm(folder, { recursive: true }));

test.each([
  [0, 0],
  [-0, 32768],
  [1, 15360],
  [-2.5, 49408],
  [65504, 31743],
  [65520, 31744],
  [1e-8, 0],
  [5.96e-8, 1],
  [6.1e-5, 1023],
  [0.1, 11878],
  [1 / 3, 13653],
  [Number.POSITIVE_INFINITY, 31744],
  [2049, 26624],
  [2051, 26626],
])('%d as a half float is %d', (value, half) => {
  expect(toHalf(value)).toBe(half);
});

test('every finite half float survives the way there and back', () => {
  for (let half = 0; half < 0x7c00; half++) expect(toHalf(fromHalf(half))).toBe(half);
});

test('Q8_0 is packed as the reference packs it', () => {
  expect(Buffer.from(toQ80(Float32Array.from(reference.values))).toString('hex')).toBe(reference.q80);
});

test.each(
  Object.entries(reference.expanded) as [keyof typeof reference.expanded, typeof reference.expanded.q4_1][],
)('%s is expanded as the reference expands it', (type, { bytes, first, sha256 }) => {
  const values = expand(tensorType[type], Buffer.from(bytes, 'hex'));
  expect([...values.slice(0, 4)]).toEqual(first);
  expect(createHash('sha256').update(Buffer.from(values.buffer)).digest('hex')).toBe(sha256);
});

const q41 = Buffer.from(reference.expanded.q4_1.bytes, 'hex');

test('a written file reads back, and requantising changes only smaller blocks and the file type', async () => {
  const path = join(folder, 'small.gguf');
  const norm = new Uint8Array(Float32Array.from([1, 2, 3]).buffer);
  const entries = [
    entry.string('general.architecture', 'llama'),
    entry.uint32('general.file_type', 3),
    entry.strings('tokenizer.ggml.tokens', ['a', 'é']),
  ];
  await writeGguf(path, entries, [
    { name: 'norm', shape: [3], type: tensorType.f32, data: () => norm },
    { name: 'weight', shape: [32, 2], type: tensorType.q4_1, data: () => q41 },
  ]);
  const target = join(folder, 'small-q8.gguf');
  await requantiseToQ80(path, target);
  const file = await readFile(target);
  const { entries: read, tensors, dataStart } = readGgufHeader(file);
  expect(read.map((e) => e.key)).toEqual(entries.map((e) => e.key));
  expect(read[0]).toEqual(entries[0]);
  expect(read[1]?.value.readUInt32LE()).toBe(7);
  expect(tensors).toEqual([
    { name: 'norm', shape: [3], type: tensorType.f32, offset: 0 },
    { name: 'weight', shape: [32, 2], type: tensorType.q8_0, offset: 32 },
  ]);
  expect(file.subarray(dataStart, dataStart + 12)).toEqual(Buffer.from(norm));
  const expected = toQ80(expand(tensorType.q4_1, q41));
  expect(file.subarray(dataStart + 32, dataStart + 32 + 68)).toEqual(Buffer.from(expected));
});

function safetensorsOf(header: unknown, body: Buffer): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, body]);
}

test('safetensors of half the width are read as what they stand for', () => {
  const body = Buffer.alloc(8);
  // 1.5 and -2 as half floats, 1.5 and -2 as the upper halves of single floats.
  [0x3e00, 0xc000, 0x3fc0, 0xc000].forEach((bits, i) => {
    body.writeUInt16LE(bits, 2 * i);
  });
  const read = readSafetensors(
    safetensorsOf(
      {
        b: { dtype: 'BF16', shape: [2], data_offsets: [4, 8] },
        a: { dtype: 'F16', shape: [2], data_offsets: [0, 4] },
      },
      body,
    ),
  );
  expect([...(read.get('a')?.data ?? [])]).toEqual([1.5, -2]);
  expect([...(read.get('b')?.data ?? [])]).toEqual([1.5, -2]);
});

test.each([
  [
    'a type there is none of',
    { w: { dtype: 'constructor', shape: [4], data_offsets: [0, 16] } },
    'does not describe w',
  ],
  [
    'a negative shape',
    { w: { dtype: 'F32', shape: [-2, -2], data_offsets: [0, 16] } },
    'does not describe w',
  ],
  ['no offsets', { w: { dtype: 'F32', shape: [4] } }, 'does not describe w'],
  ['a list for a header', [], 'no object'],
  [
    'two tensors on the same bytes',
    {
      v: { dtype: 'F32', shape: [4], data_offsets: [0, 16] },
      w: { dtype: 'F32', shape: [4], data_offsets: [0, 16] },
    },
    'offsets of w',
  ],
  [
    'bytes that no tensor has',
    { w: { dtype: 'F32', shape: [3], data_offsets: [0, 12] } },
    'belong to no tensor',
  ],
])('safetensors with %s are refused', (_, header, problem) => {
  expect(() => readSafetensors(safetensorsOf(header, Buffer.alloc(16)))).toThrow(problem);
});

test('what is not GGUF, and safetensors that lie about offsets, are refused', () => {
  expect(() => readGgufHeader(Buffer.alloc(64))).toThrow('not a GGUF');
  const lie = (end: number) =>
    safetensorsOf({ w: { dtype: 'F32', shape: [4], data_offsets: [0, end] } }, Buffer.alloc(16));
  expect(readSafetensors(lie(16)).get('w')?.data).toHaveLength(4);
  expect(() => readSafetensors(lie(17))).toThrow('offsets of w');
  expect(() => readSafetensors(lie(1_000_000))).toThrow('offsets of w');
});
