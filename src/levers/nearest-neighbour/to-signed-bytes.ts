/** Unit-length vectors as signed bytes: a quarter of the size, at an error far below that of the embedding. Knows no artefact. */

/** Row after row, all at one scale, so that dot products with a vector keep their order up to rounding. */
export function toSignedBytes(vectors: readonly Float32Array[]): Int8Array {
  const dimensions = vectors[0]?.length ?? 0;
  const bytes = new Int8Array(vectors.length * dimensions);
  const highest = vectors.reduce((top, v) => v.reduce((t, x) => Math.max(t, Math.abs(x)), top), 0);
  const scale = highest === 0 ? 0 : 127 / highest;
  vectors.forEach((vector, row) => {
    vector.forEach((x, j) => {
      bytes[row * dimensions + j] = Math.round(x * scale);
    });
  });
  return bytes;
}
