/**
 * Reads the header of a GGUF file and writes a whole one, as the format's version 3 lays it out. Knows nothing of architectures.
 * Source: the GGUF specification in the ggml repository (docs/gguf.md).
 */
import { open } from 'node:fs/promises';
import { tensorBytes } from './quantise.ts';

const alignment = 32;
const type = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const;
/** Bytes of the fixed-size value types by type number. */
const fixedBytes: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};

/** One metadata entry; `value` holds the encoded bytes after the type number. */
export interface GgufEntry {
  readonly key: string;
  readonly type: number;
  readonly value: Buffer;
}

/** `shape` counts from the fastest dimension; `offset` is relative to the start of the tensor data. */
export interface GgufTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: number;
  readonly offset: number;
}

export interface GgufHeader {
  readonly entries: readonly GgufEntry[];
  readonly tensors: readonly GgufTensor[];
  /** Where the tensor data starts in the file. */
  readonly dataStart: number;
}

/** Throws `Error` when `file` is not GGUF 3; a truncated header throws `RangeError`. */
export function readGgufHeader(file: Buffer): GgufHeader {
  if (file.toString('latin1', 0, 4) !== 'GGUF' || file.readUInt32LE(4) !== 3)
    throw new Error('not a GGUF 3 file');
  let at = 8;
  const count = () => {
    at += 8;
    return Number(file.readBigUInt64LE(at - 8));
  };
  const number = () => {
    at += 4;
    return file.readUInt32LE(at - 4);
  };
  const text = () => {
    const length = count();
    at += length;
    return file.toString('utf8', at - length, at);
  };
  const skip = (valueType: number): void => {
    const bytes = fixedBytes[valueType];
    if (bytes !== undefined) at += bytes;
    else if (valueType === type.string) text();
    else {
      const itemType = number();
      for (let left = count(); left > 0; left--) skip(itemType);
    }
  };
  const tensorCount = count();
  const entryCount = count();
  const entries = Array.from({ length: entryCount }, (): GgufEntry => {
    const key = text();
    const valueType = number();
    const start = at;
    skip(valueType);
    return { key, type: valueType, value: file.subarray(start, at) };
  });
  const tensors = Array.from({ length: tensorCount }, (): GgufTensor => {
    const name = text();
    const shape = Array.from({ length: number() }, count);
    return { name, shape, type: number(), offset: count() };
  });
  return { entries, tensors, dataStart: align(at) };
}

/** Encoders of metadata entries. */
export const entry = {
  uint32: (key: string, value: number): GgufEntry => ({ key, type: type.uint32, value: u32(value) }),
  float32(key: string, number: number): GgufEntry {
    const value = Buffer.alloc(4);
    value.writeFloatLE(number);
    return { key, type: type.float32, value };
  },
  bool: (key: string, value: boolean): GgufEntry => ({
    key,
    type: type.bool,
    value: Buffer.from([Number(value)]),
  }),
  string: (key: string, value: string): GgufEntry => ({ key, type: type.string, value: string(value) }),
  strings: (key: string, values: readonly string[]): GgufEntry => ({
    key,
    type: type.array,
    value: Buffer.concat([u32(type.string), u64(values.length), ...values.map(string)]),
  }),
  int32s: (key: string, values: readonly number[]): GgufEntry => ({
    key,
    type: type.array,
    value: Buffer.concat([u32(type.int32), u64(values.length), Buffer.from(Int32Array.from(values).buffer)]),
  }),
};

export interface TensorToWrite extends Omit<GgufTensor, 'offset'> {
  /** Called once, when its turn to be written comes, so that only one tensor is in memory. */
  readonly data: () => Uint8Array | Promise<Uint8Array>;
}

/** Writes a GGUF 3 file to `path`, replacing what is there. Throws on file system errors, `ENOSPC` included. */
export async function writeGguf(
  path: string,
  entries: readonly GgufEntry[],
  tensors: readonly TensorToWrite[],
): Promise<void> {
  let offset = 0;
  const infos = tensors.map(({ name, shape, type, ...tensor }) => {
    const start = offset;
    const bytes = tensorBytes(
      type,
      shape.reduce((a, b) => a * b, 1),
    );
    offset += align(bytes);
    return {
      ...tensor,
      bytes,
      info: [string(name), u32(shape.length), ...shape.map(u64), u32(type), u64(start)],
    };
  });
  const header = Buffer.concat([
    Buffer.from('GGUF'),
    u32(3),
    u64(tensors.length),
    u64(entries.length),
    ...entries.flatMap((e) => [string(e.key), u32(e.type), e.value]),
    ...infos.flatMap(({ info }) => info),
  ]);
  await using file = await open(path, 'w');
  await file.writeFile(Buffer.concat([header, padding(header.length)]));
  for (const { bytes, data } of infos) {
    const encoded = await data();
    if (encoded.byteLength !== bytes)
      throw new Error(`tensor data holds ${encoded.byteLength} bytes, not ${bytes}`);
    await file.writeFile(encoded);
    await file.writeFile(padding(bytes));
  }
  await file.sync();
}

const align = (position: number) => Math.ceil(position / alignment) * alignment;
const padding = (position: number) => Buffer.alloc(align(position) - position);

function u32(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value);
  return out;
}

function u64(value: number): Buffer {
  const out = Buffer.alloc(8);
  out.writeBigUInt64LE(BigInt(value));
  return out;
}

function string(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}
