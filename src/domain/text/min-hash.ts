/** MinHash band keys of a shingle set: similar sets share at least one with high probability. Does not know texts. */
import { mixWord } from './hash-text.ts';

/**
 * With 24 bands of 4 rows a pair of overlap J shares a key with probability 1 − (1 − J⁴)²⁴: 0.9999 at 0.75, 0.96 at 0.6, 0.18 at 0.3
 * (Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, 3.4).
 */
export const bands = 24;
const rowsPerBand = 4;

const salts = Uint32Array.from({ length: bands * rowsPerBand }, (_, at) => mixWord(at + 1));

/** One key for each band. An empty set has none. */
export function bandKeys(shingles: Uint32Array): Uint32Array {
  const keys = new Uint32Array(shingles.length === 0 ? 0 : bands);
  for (let band = 0; band < keys.length; band += 1) {
    let key = band;
    for (let row = 0; row < rowsPerBand; row += 1) {
      const salt = salts[band * rowsPerBand + row] as number;
      let least = 0xffffffff;
      for (let at = 0; at < shingles.length; at += 1) {
        const hash = mixWord((shingles[at] as number) ^ salt);
        if (hash < least) least = hash;
      }
      key = mixWord(Math.imul(key, 0x9e3779b1) ^ least);
    }
    keys[band] = key;
  }
  return keys;
}
