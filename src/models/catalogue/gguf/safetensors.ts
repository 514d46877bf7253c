/**
 * Reads the floating-point tensors of a safetensors file as single precision, after every offset was checked. Knows nothing of models.
 * Source: the format as the safetensors repository describes it (README.md, "Format").
 */
import { fromHalf } from './half-float.ts';

export interface Safetensor {
  /** Slowest dimension first, as the file states it. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const headerLimitBytes = 10_000_000;

/** Bytes of one number of each type the format has. */
const bytesOf: Readonly<Record<string, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
};

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Tensors by name; those of integers are left out. Throws `Error` on a header that is not sound: too long, with a type the format lacks,
 * offsets that do not fit the shape, overlap, or leave bytes of the file to nobody.
 */
export function readSafetensors(file: Buffer): ReadonlyMap<string, Safetensor> {
  const headerBytes = file.length < 8 ? Number.NaN : Number(file.readBigUInt64LE(0));
  if (!(headerBytes <= Math.min(headerLimitBytes, file.length - 8)))
    throw new Error('the safetensors header is too long');
  const entries = Object.entries(readHeader(file.toString('utf8', 8, 8 + headerBytes)));
  const body = file.subarray(8 + headerBytes);
  const tensors = new Map<string, Safetensor>();
  let end = 0;
  for (const [name, entry] of entries.sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0])) {
    const { dtype, shape, data_offsets: offsets } = entry;
    const count = shape.reduce((a, b) => a * b, 1);
    const isSound = offsets[0] === end && offsets[1] - offsets[0] === count * (bytesOf[dtype] ?? Number.NaN);
    if (!isSound || offsets[1] > body.length)
      throw new Error(`the safetensors offsets of ${name} do not fit its shape`);
    end = offsets[1];
    const data = numbers(dtype, body.subarray(...offsets));
    if (data !== undefined) tensors.set(name, { shape, data });
  }
  if (end !== body.length) throw new Error('the safetensors file has bytes that belong to no tensor');
  return tensors;
}

function readHeader(text: string): Record<string, Entry> {
  const header: unknown = JSON.parse(text);
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw new Error('the safetensors header is no object');
  const { __metadata__: _, ...entries } = header as Record<string, unknown>;
  for (const [name, entry] of Object.entries(entries))
    if (!isEntry(entry)) throw new Error(`the safetensors header does not describe ${name}`);
  return entries as Record<string, Entry>;
}

function isEntry(value: unknown): value is Entry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Partial<Entry>;
  const isCount = (n: unknown) => Number.isSafeInteger(n) && (n as number) >= 0;
  return (
    typeof dtype === 'string' &&
    Object.hasOwn(bytesOf, dtype) &&
    Array.isArray(shape) &&
    shape.every(isCount) &&
    Array.isArray(offsets) &&
    offsets.length === 2 &&
    offsets.every(isCount)
  );
}

/** `undefined` for integers. */
function numbers(dtype: string, bytes: Buffer): Float32Array | undefined {
  const count = bytes.length / (bytesOf[dtype] ?? 1);
  switch (dtype) {
    case 'F32': {
      // The file may hold them at any address.
      const data = new Float32Array(count);
      new Uint8Array(data.buffer).set(bytes);
      return data;
    }
    case 'F64':
      return Float32Array.from({ length: count }, (_, i) => bytes.readDoubleLE(8 * i));
    case 'F16':
      return Float32Array.from({ length: count }, (_, i) => fromHalf(bytes.readUInt16LE(2 * i)));
    case 'BF16': {
      const bits = Uint32Array.from({ length: count }, (_, i) => bytes.readUInt16LE(2 * i) << 16);
      return new Float32Array(bits.buffer);
    }
    default:
      return undefined;
  }
}
