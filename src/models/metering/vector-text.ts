/** Vectors as one base64 text of little-endian single-precision numbers, for a journal that takes JSON. */
export function packVectors(vectors: readonly Float32Array[]): string {
  const bytes = vectors.map((v) => Buffer.from(v.buffer, v.byteOffset, v.byteLength));
  return Buffer.concat(bytes).toString('base64');
}

export function unpackVectors(text: string, dimensions: number): Float32Array[] {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  const count = bytes.byteLength / 4 / dimensions;
  return Array.from(
    { length: count },
    (_, i) => new Float32Array(bytes.buffer, i * dimensions * 4, dimensions),
  );
}
