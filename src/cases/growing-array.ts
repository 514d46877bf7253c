/** A typed array of unsigned 32-bit numbers that grows as it is appended to. Knows nothing of what they mean. */
export class GrowingArray {
  #values = new Uint32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Uint32Array(this.#length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  at(index: number): number {
    if (index >= this.#length) throw new RangeError(`index ${index} of ${this.#length}`);
    return this.#values[index] as number;
  }

  set(index: number, value: number): void {
    if (index >= this.#length) throw new RangeError(`index ${index} of ${this.#length}`);
    this.#values[index] = value;
  }
}
