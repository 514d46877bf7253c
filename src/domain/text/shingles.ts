/** A text as a sorted set of hashed character n-grams, and how much two such sets overlap. Does not know whose text it is. */
import { mixWord } from './hash-text.ts';

/** Characters a shingle: short texts of ten words still have fifty, and a changed word touches only those around it. */
const shingleLength = 4;
/** Of longer texts the smallest hashes are kept: a sample of the set, on which the overlap is estimated within about 0.02. */
export const maxShingles = 512;

/**
 * Sorted distinct 32-bit hashes of the 4-grams of the letters and digits of `text`; case, punctuation and width of blanks do not matter.
 * Empty for a text without letters and digits.
 */
export function shingles(text: string): Uint32Array {
  const plain = ` ${text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
  if (plain.trim() === '') return new Uint32Array(0);
  const length = Math.max(1, plain.length - shingleLength + 1);
  const hashes = new Uint32Array(length);
  for (let at = 0; at < length; at += 1) {
    const low = plain.charCodeAt(at) | ((plain.charCodeAt(at + 1) || 0) << 16);
    const high = (plain.charCodeAt(at + 2) || 0) | ((plain.charCodeAt(at + 3) || 0) << 16);
    hashes[at] = mixWord(mixWord(low) ^ Math.imul(high, 0x9e3779b1));
  }
  hashes.sort();
  let distinct = 0;
  for (let at = 0; at < length && distinct < maxShingles; at += 1) {
    if (at === 0 || hashes[at] !== hashes[at - 1]) {
      hashes[distinct] = hashes[at] as number;
      distinct += 1;
    }
  }
  return hashes.slice(0, distinct);
}

/**
 * |A ∩ B| / |A ∪ B| of two sorted sets; of two samples, that of the smallest hashes of the union (Broder 1997), which is the same when the
 * sets are whole. 0 for empty sets.
 */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  const [aIsSample, bIsSample] = [a.length === maxShingles, b.length === maxShingles];
  let common = 0;
  let union = 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    // Beyond the end of a sample nothing is known of its set.
    if ((aIsSample && i === a.length) || (bIsSample && j === b.length)) break;
    const left = i < a.length ? (a[i] as number) : Number.POSITIVE_INFINITY;
    const right = j < b.length ? (b[j] as number) : Number.POSITIVE_INFINITY;
    if (left === right) common += 1;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
    union += 1;
  }
  return union === 0 ? 0 : common / union;
}
