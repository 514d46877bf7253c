/** Reads single-precision tensors from a safetensors file, checking every offset first. Knows nothing of models. */
export interface Safetensor {
  /** Slowest dimension first, as the file states it. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const headerLimitBytes = 10_000_000;

/** Tensors by name; those of another type than F32 are left out. Throws `Error` on a header that is not sound. */
export function readSafetensors(file: Buffer): ReadonlyMap<string, Safetensor> {
  const headerBytes = Number(file.readBigUInt64LE(0));
  if (headerBytes > Math.min(headerLimitBytes, file.length - 8))
    throw new Error('the safetensors header is too long');
  const header: Record<string, unknown> = JSON.parse(file.toString('utf8', 8, 8 + headerBytes));
  const dataStart = 8 + headerBytes;
  const tensors = new Map<string, Safetensor>();
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const {
      dtype,
      shape,
      data_offsets: offsets,
    } = value as {
      dtype: string;
      shape: number[];
      data_offsets: [number, number];
    };
    if (dtype !== 'F32') continue;
    const [start, end] = [dataStart + offsets[0], dataStart + offsets[1]];
    const count = shape.reduce((a, b) => a * b, 1);
    if (!(offsets[0] >= 0 && end <= file.length && end - start === count * 4))
      throw new Error(`the safetensors offsets of ${name} do not fit its shape`);
    const data = new Float32Array(count);
    new Uint8Array(data.buffer).set(file.subarray(start, end));
    tensors.set(name, { shape, data });
  }
  return tensors;
}
