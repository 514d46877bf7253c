/** The xoshiro128** generator of 32-bit words; it does not know where its starting state comes from. */

/**
 * A function that yields the next word, 0 … 2³² − 1, from a state of four 32-bit words that are not all zero (Blackman
 * & Vigna 2021, ACM TOMS 47:36).
 */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  if (state.every((word) => word >>> 0 === 0)) {
    throw new RangeError(`state must not be all zero, got ${state}`);
  }
  // A typed array keeps the words unboxed: closure variables above 2³¹ would be allocated at every step.
  const words = Int32Array.from(state);
  return () => {
    const s0 = words[0] as number;
    const s1 = words[1] as number;
    const s2 = (words[2] as number) ^ s0;
    const s3 = (words[3] as number) ^ s1;
    words[0] = s0 ^ s3;
    words[1] = s1 ^ s2;
    words[2] = s2 ^ (s1 << 9);
    words[3] = rotateLeft(s3, 11);
    return Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
  };
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
