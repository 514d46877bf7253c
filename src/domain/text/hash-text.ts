/** A fast 32-bit hash of text, MurmurHash3, for tables and sampling; two seeds make 64 bits. Not for anything an attacker may steer. */

/**
 * MurmurHash3 x86 32-bit (Appleby 2011, public domain) over the UTF-16LE bytes of `text`; 0 … 2³² − 1.
 */
export function hashText(text: string, seed: number): number {
  let hash = seed | 0;
  const pairs = text.length >>> 1;
  for (let i = 0; i < pairs; i += 1) {
    hash ^= scramble(text.charCodeAt(2 * i) | (text.charCodeAt(2 * i + 1) << 16));
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  if (text.length % 2 === 1) hash ^= scramble(text.charCodeAt(text.length - 1));
  return mixWord(hash ^ (text.length * 2));
}

function scramble(word: number): number {
  const mixed = Math.imul(word, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}

/** MurmurHash3's finaliser: a bijection of 32-bit words in which each input bit changes each output bit with probability one half. */
export function mixWord(word: number): number {
  let hash = word | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
