/** Arrays and vectors as Postgres receives them in binary, which spares both sides writing and reading numbers as text. Knows nothing of what they hold. */

const byteaOid = 17;
const realOid = 700;

function header(elementOid: number, count: number): Buffer {
  const bytes = Buffer.alloc(20);
  [count === 0 ? 0 : 1, 0, elementOid, count, 1].forEach((word, i) => {
    bytes.writeInt32BE(word, i * 4);
  });
  return count === 0 ? bytes.subarray(0, 12) : bytes;
}

function lengthOf(element: Buffer): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(element.length);
  return bytes;
}

/** A `bytea[]`. */
export function binaryByteas(elements: readonly Buffer[]): Buffer {
  return Buffer.concat([
    header(byteaOid, elements.length),
    ...elements.flatMap((element) => [lengthOf(element), element]),
  ]);
}

/** One `real[]` of all the numbers, vector after vector. */
export function binaryReals(vectors: readonly Float32Array[]): Buffer {
  const count = vectors.reduce((sum, vector) => sum + vector.length, 0);
  const bytes = Buffer.alloc(count * 8);
  let at = 0;
  for (const vector of vectors)
    for (const number of vector) {
      bytes.writeInt32BE(4, at);
      bytes.writeFloatBE(number, at + 4);
      at += 8;
    }
  return Buffer.concat([header(realOid, count), bytes]);
}

/** A `vector` of pgvector: how many numbers, two bytes that are not used, the numbers. */
export function binaryVector(vector: Float32Array): Buffer {
  const bytes = Buffer.alloc(4 + vector.length * 4);
  bytes.writeInt16BE(vector.length, 0);
  vector.forEach((number, i) => {
    bytes.writeFloatBE(number, 4 + i * 4);
  });
  return bytes;
}
