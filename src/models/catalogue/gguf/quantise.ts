/** The GGUF tensor formats we read and write, block by block. Knows nothing of files or models. Source: ggml's `ggml-quants.c`. */
import { fromHalf, toHalf } from './half-float.ts';

/** Type numbers of the GGUF specification. */
export const tensorType = { f32: 0, q4_1: 3, q5_0: 6, q8_0: 8, q4_k: 12, q6_k: 14 } as const;

const block = 32;
const q80Bytes = 34;

interface Format {
  /** Numbers in a block. */
  readonly numbers: number;
  readonly bytes: number;
  /** Writes the numbers of the block that starts at `at` of `data` to `out`, from `to` on. */
  readonly expand?: (data: DataView, at: number, out: Float32Array, to: number) => void;
}

const formats: Readonly<Record<number, Format>> = {
  [tensorType.f32]: { numbers: 1, bytes: 4 },
  [tensorType.q8_0]: { numbers: block, bytes: q80Bytes, expand: expandQ80 },
  [tensorType.q4_1]: { numbers: block, bytes: 20, expand: expandQ41 },
  [tensorType.q5_0]: { numbers: block, bytes: 22, expand: expandQ50 },
  [tensorType.q4_k]: { numbers: 256, bytes: 144, expand: expandQ4K },
  [tensorType.q6_k]: { numbers: 256, bytes: 210, expand: expandQ6K },
};

/** Bytes that `count` numbers take in a tensor type. Throws on a type not listed above. */
export function tensorBytes(type: number, count: number): number {
  const { numbers, bytes } = formatOf(type);
  return (count / numbers) * bytes;
}

/** Whether a tensor type holds its numbers in blocks of integers. */
export function isQuantised(type: number): boolean {
  return formats[type]?.expand !== undefined;
}

/** The numbers that whole blocks of `type` stand for, in the single-precision steps of the reference. */
export function expand(type: number, data: Uint8Array): Float32Array {
  const { numbers, bytes, expand: one } = formatOf(type);
  if (one === undefined) throw new Error(`GGUF tensor type ${type} cannot be expanded`);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const out = new Float32Array((data.byteLength / bytes) * numbers);
  for (let b = 0; b < out.length / numbers; b++) one(view, b * bytes, out, b * numbers);
  return out;
}

function formatOf(type: number): Format {
  const format = formats[type];
  if (format === undefined) throw new Error(`GGUF tensor type ${type} is not supported`);
  return format;
}

/** A half scale and 32 signed bytes. */
function expandQ80(data: DataView, at: number, out: Float32Array, to: number): void {
  const scale = fromHalf(data.getUint16(at, true));
  for (let i = 0; i < block; i++) out[to + i] = data.getInt8(at + 2 + i) * scale;
}

/** A half scale, a half minimum and 32 nibbles, the low ones first. */
function expandQ41(data: DataView, at: number, out: Float32Array, to: number): void {
  const scale = fromHalf(data.getUint16(at, true));
  const minimum = fromHalf(data.getUint16(at + 2, true));
  for (let i = 0; i < 16; i++) {
    const pair = data.getUint8(at + 4 + i);
    out[to + i] = (pair & 15) * scale + minimum;
    out[to + 16 + i] = (pair >>> 4) * scale + minimum;
  }
}

/** A half scale, 32 fifth bits and 32 nibbles, the low ones first; 16 stands for 0. */
function expandQ50(data: DataView, at: number, out: Float32Array, to: number): void {
  const scale = fromHalf(data.getUint16(at, true));
  const fifth = data.getUint32(at + 2, true);
  for (let i = 0; i < 16; i++) {
    const pair = data.getUint8(at + 6 + i);
    out[to + i] = (((pair & 15) | (((fifth >>> i) & 1) << 4)) - 16) * scale;
    out[to + 16 + i] = (((pair >>> 4) | (((fifth >>> (i + 16)) & 1) << 4)) - 16) * scale;
  }
}

/** Half scales of scales and of minima, eight of each in 6 bits, then 256 nibbles: of each 32 bytes the low ones first. */
function expandQ4K(data: DataView, at: number, out: Float32Array, to: number): void {
  const scaleOfScales = fromHalf(data.getUint16(at, true));
  const scaleOfMinima = fromHalf(data.getUint16(at + 2, true));
  const six = (i: number) => data.getUint8(at + 4 + i);
  for (let part = 0; part < 8; part++) {
    const [scale, minimum] =
      part < 4
        ? [six(part) & 63, six(part + 4) & 63]
        : [
            (six(part + 4) & 15) | ((six(part - 4) >>> 6) << 4),
            (six(part + 4) >>> 4) | ((six(part) >>> 6) << 4),
          ];
    const factor = Math.fround(scaleOfScales * scale);
    const offset = Math.fround(scaleOfMinima * minimum);
    const bytes = at + 16 + (part >>> 1) * 32;
    const shift = (part & 1) * 4;
    for (let i = 0; i < 32; i++) {
      const nibble = (data.getUint8(bytes + i) >>> shift) & 15;
      out[to + part * 32 + i] = Math.fround(factor * nibble) - offset;
    }
  }
}

/** 256 nibbles, 256 upper pairs of bits, 16 signed scales and their half scale; 32 stands for 0. */
function expandQ6K(data: DataView, at: number, out: Float32Array, to: number): void {
  const scaleOfScales = fromHalf(data.getUint16(at + 208, true));
  for (let part = 0; part < 16; part++) {
    const factor = Math.fround(scaleOfScales * data.getInt8(at + 192 + part));
    const half = part >>> 3;
    const quarter = (part >>> 1) & 3;
    const nibbles = at + half * 64 + (quarter & 1) * 32 + (part & 1) * 16;
    const pairs = at + 128 + half * 32 + (part & 1) * 16;
    for (let i = 0; i < 16; i++) {
      const low = (data.getUint8(nibbles + i) >>> ((quarter >>> 1) * 4)) & 15;
      const high = (data.getUint8(pairs + i) >>> (quarter * 2)) & 3;
      out[to + part * 16 + i] = factor * ((low | (high << 4)) - 32);
    }
  }
}

/** Packs to Q8_0: per block a half scale (largest magnitude / 127) and 32 signed bytes, in the single-precision steps of the reference. */
export function toQ80(values: Float32Array): Uint8Array {
  const blocks = values.length / block;
  if (!Number.isInteger(blocks)) throw new Error(`Q8_0 needs a multiple of ${block} numbers`);
  const out = new Uint8Array(blocks * q80Bytes);
  const view = new DataView(out.buffer);
  for (let b = 0; b < blocks; b++) {
    let largest = 0;
    for (let i = 0; i < block; i++) largest = Math.max(largest, Math.abs(values[b * block + i] ?? 0));
    const scale = Math.fround(largest / 127);
    const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
    view.setUint16(b * q80Bytes, toHalf(scale), true);
    for (let i = 0; i < block; i++) {
      const scaled = Math.fround((values[b * block + i] ?? 0) * inverse);
      view.setInt8(b * q80Bytes + 2 + i, Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.5));
    }
  }
  return out;
}
