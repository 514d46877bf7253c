/** A seeded random number generator, the same on every platform; not for secrets, and it knows no experiment. */
import { xoshiro128 } from './xoshiro128.ts';

export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
  /** Uniform integer in 0 … n − 1, without modulo bias; `n` from 1 to 2³². */
  int(n: number): number;
  /** A shuffled copy (Fisher–Yates); the argument is left as it was. */
  shuffle<T>(items: readonly T[]): T[];
  /**
   * A stream of its own, fixed by this stream's seed and the label alone: neither depends on how many numbers the other
   * has drawn, so adding a consumer never changes what the others see.
   */
  fork(label: string): Random;
}

/**
 * xoshiro128** seeded from the characters of the seed; the number 7 and the string '7' are the same seed.
 * @throws RangeError if a numeric seed is not finite.
 */
export function createRandom(seed: string | number): Random {
  if (typeof seed === 'number' && !Number.isFinite(seed)) {
    throw new RangeError(`seed must be a finite number or a string, got ${seed}`);
  }
  const key = String(seed);
  const nextUint32 = xoshiro128(stateOf(key));

  const next = (): number => {
    const high = nextUint32() >>> 5;
    const low = nextUint32() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  };

  const int = (n: number): number => {
    if (!(n >= 1 && n <= 0x100000000 && Number.isInteger(n))) {
      throw new RangeError(`n must be an integer from 1 to 2^32, got ${n}`);
    }
    if (n === 1) {
      return 0;
    }
    // Keep only as many bits as n − 1 needs and draw again when the result is too large: on average under two draws.
    const unusedBits = Math.clz32(n - 1);
    let drawn = nextUint32() >>> unusedBits;
    while (drawn >= n) {
      drawn = nextUint32() >>> unusedBits;
    }
    return drawn;
  };

  const shuffle = <T>(items: readonly T[]): T[] => {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const other = int(last + 1);
      const kept = shuffled[last] as T;
      shuffled[last] = shuffled[other] as T;
      shuffled[other] = kept;
    }
    return shuffled;
  };

  return { next, int, shuffle, fork: (label) => createRandom(`${key}\u0000${label}`) };
}

/** Four well-mixed 32-bit words: one multiply-xor hash per word, each with its own start and odd multiplier. */
function stateOf(key: string): [number, number, number, number] {
  return [
    hash(key, 0x243f6a88, 0x85ebca6b),
    hash(key, 0x85a308d3, 0xc2b2ae35),
    hash(key, 0x13198a2e, 0x9e3779b1),
    hash(key, 0x03707344, 0x27d4eb2f),
  ];
}

function hash(key: string, start: number, multiplier: number): number {
  let h = start ^ key.length;
  for (let i = 0; i < key.length; i += 1) {
    h = Math.imul(h ^ key.charCodeAt(i), multiplier);
    h ^= h >>> 15;
  }
  // The finaliser of MurmurHash3: every input bit reaches every output bit.
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
