/** Numbers the units that must not be split apart: cases of one group or with one input, joined transitively. Holds hashes, no texts. */

import { hashText } from '../../domain/text/hash-text.ts';
import { GrowingArray } from '../growing-array.ts';
import { KeyIndex } from '../key-index.ts';

/**
 * Two inputs whose 64-bit keys collide would only be kept in one split, which harms nothing. Each unit has a draw in [0, 2⁵³): a hash of
 * seed and name, so that the order of rows does not matter and a new row does not move the others.
 */
export class UnitIndex {
  readonly #seed: string;
  readonly #keys = new KeyIndex();
  readonly #parent = new GrowingArray();
  readonly #isGroup = new GrowingArray();
  readonly #drawHigh = new GrowingArray();
  readonly #drawLow = new GrowingArray();

  constructor(seed: string) {
    this.#seed = seed;
  }

  get size(): number {
    return this.#parent.length;
  }

  /** The unit of a case, valid until the next call; `root` gives the final one. */
  add(normalisedInput: string, group: string | undefined): number {
    const unit = this.#number(`i${normalisedInput}`, 0);
    if (group !== undefined) this.#join(unit, this.#number(`g${group}`, 1));
    return unit;
  }

  root(unit: number): number {
    let at = unit;
    while (this.#parent.at(at) !== at) {
      this.#parent.set(at, this.#parent.at(this.#parent.at(at)));
      at = this.#parent.at(at);
    }
    return at;
  }

  /** By root: the draw of its first group by draw, or of its input when it has no group. */
  draws(): Float64Array {
    const draws = new Float64Array(this.size).fill(Number.POSITIVE_INFINITY);
    for (let unit = 0; unit < this.size; unit += 1) {
      const root = this.root(unit);
      if (this.#isGroup.at(unit) === 1) draws[root] = Math.min(draws[root] as number, this.#draw(unit));
    }
    for (let unit = 0; unit < this.size; unit += 1) {
      if (this.root(unit) === unit && draws[unit] === Number.POSITIVE_INFINITY)
        draws[unit] = this.#draw(unit);
    }
    return draws;
  }

  #draw(unit: number): number {
    return this.#drawHigh.at(unit) * 2 ** 21 + (this.#drawLow.at(unit) >>> 11);
  }

  #number(name: string, isGroup: 0 | 1): number {
    const unit = this.#keys.add(name);
    if (unit === this.#parent.length) {
      const salted = `${this.#seed}\n${name}`;
      this.#parent.push(unit);
      this.#isGroup.push(isGroup);
      this.#drawHigh.push(hashText(salted, 0x1b56c4e9));
      this.#drawLow.push(hashText(salted, 0x7f4a7c15));
    }
    return unit;
  }

  #join(a: number, b: number): void {
    const [first, second] = [this.root(a), this.root(b)];
    // The larger number under the smaller: the outcome is the same set whichever goes first.
    this.#parent.set(Math.max(first, second), Math.min(first, second));
  }
}
