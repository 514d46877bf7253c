/** Typed arrays as base64 text, so that weights stay small and exact in a JSON artefact. Knows nothing of what the numbers mean. */

/** Little-endian IEEE 754 single precision, four bytes a number. */
export function encodeFloat32(numbers: Float32Array): string {
  const bytes = new DataView(new ArrayBuffer(numbers.length * 4));
  numbers.forEach((n, i) => {
    bytes.setFloat32(i * 4, n, true);
  });
  return Buffer.from(bytes.buffer).toString('base64');
}

/** Throws `RangeError` when the text does not hold exactly `length` numbers, or holds one that is not finite. */
export function decodeFloat32(text: string, length: number): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== length * 4)
    throw new RangeError(`expected ${length} numbers, found ${bytes.length / 4}`);
  const numbers = Float32Array.from({ length }, (_, i) => bytes.readFloatLE(i * 4));
  if (!numbers.every(Number.isFinite)) throw new RangeError('a number is not finite');
  return numbers;
}

export function encodeInt8(numbers: Int8Array): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64');
}

/** Throws `RangeError` when the text does not hold exactly `length` numbers. */
export function decodeInt8(text: string, length: number): Int8Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== length) throw new RangeError(`expected ${length} numbers, found ${bytes.length}`);
  return new Int8Array(bytes);
}
