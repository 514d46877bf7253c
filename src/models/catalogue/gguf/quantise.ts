/** The GGUF tensor formats we read and write, block by block of 32 numbers. Knows nothing of files or models. */
import { fromHalf, toHalf } from './half-float.ts';

/** Type numbers of the GGUF specification. */
export const tensorType = { f32: 0, q4_1: 3, q8_0: 8 } as const;

const block = 32;
const q41Bytes = 20;
const q80Bytes = 34;

/** Bytes that `count` numbers take in a tensor type. Throws on a type not listed above. */
export function tensorBytes(type: number, count: number): number {
  if (type === tensorType.f32) return count * 4;
  if (type === tensorType.q4_1) return (count / block) * q41Bytes;
  if (type === tensorType.q8_0) return (count / block) * q80Bytes;
  throw new Error(`GGUF tensor type ${type} is not supported`);
}

/** Expands Q4_1: per block a half scale, a half minimum and 32 nibbles, the low ones first. */
export function fromQ41(data: Uint8Array): Float32Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const blocks = data.byteLength / q41Bytes;
  const out = new Float32Array(blocks * block);
  for (let b = 0; b < blocks; b++) {
    const at = b * q41Bytes;
    const scale = fromHalf(view.getUint16(at, true));
    const minimum = fromHalf(view.getUint16(at + 2, true));
    for (let i = 0; i < 16; i++) {
      const pair = data[at + 4 + i] ?? 0;
      out[b * block + i] = (pair & 15) * scale + minimum;
      out[b * block + 16 + i] = (pair >>> 4) * scale + minimum;
    }
  }
  return out;
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
