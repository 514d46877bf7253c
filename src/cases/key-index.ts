/** Numbers 64-bit keys in order of first appearance, in flat arrays: 12 bytes a slot, where a Map of texts takes a hundred. Knows no texts. */
import { hashText } from '../domain/text/hash-text.ts';

/** Two keys of one text with these seeds make its 64-bit key. */
const highSeed = 0x9747b28c;
const lowSeed = 0x2f0b4a27;

/**
 * Different texts share a 64-bit key with probability n²/2⁶⁵: 3 in 10⁸ for a million texts. Whoever must not be wrong even then compares the
 * texts themselves when a key is met again.
 */
export class KeyIndex {
  #high = new Uint32Array(1024);
  #low = new Uint32Array(1024);
  /** Number + 1; 0 marks a free slot. */
  #number = new Uint32Array(1024);
  #size = 0;

  /** Distinct keys so far. */
  get size(): number {
    return this.#size;
  }

  /** The number of the key of `text`, from 0; a new key gets the next, seen from `size` having grown. */
  add(text: string): number {
    return this.#insert(hashText(text, highSeed), hashText(text, lowSeed));
  }

  /** `undefined` when the key of `text` was never added. */
  get(text: string): number | undefined {
    const found = this.#number[this.#slot(hashText(text, highSeed), hashText(text, lowSeed))] as number;
    return found === 0 ? undefined : found - 1;
  }

  #insert(high: number, low: number): number {
    const slot = this.#slot(high, low);
    const known = this.#number[slot] as number;
    if (known !== 0) return known - 1;
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#size += 1;
    this.#number[slot] = this.#size;
    if (this.#size * 3 > this.#number.length * 2) this.#grow();
    return this.#size - 1;
  }

  #slot(high: number, low: number): number {
    const mask = this.#number.length - 1;
    let slot = (high ^ (low << 1)) & mask;
    while (this.#number[slot] !== 0 && (this.#high[slot] !== high || this.#low[slot] !== low))
      slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [high, low, number] = [this.#high, this.#low, this.#number];
    const capacity = number.length * 2;
    this.#high = new Uint32Array(capacity);
    this.#low = new Uint32Array(capacity);
    this.#number = new Uint32Array(capacity);
    for (let at = 0; at < number.length; at += 1) {
      if (number[at] === 0) continue;
      const slot = this.#slot(high[at] as number, low[at] as number);
      this.#high[slot] = high[at] as number;
      this.#low[slot] = low[at] as number;
      this.#number[slot] = number[at] as number;
    }
  }
}
