/** Id, beginning of the text, split and label of every audited case, packed, for examples. About 100 bytes a case. */
import { splits } from '../../domain/case.ts';
import { GrowingArray } from '../growing-array.ts';
import { shorten } from '../text/shorten.ts';
import type { AuditedCase } from './auditor.ts';

const snippetLength = 60;

export class CaseNames {
  #bytes = Buffer.alloc(1 << 16);
  #used = 0;
  readonly #end = new GrowingArray();
  readonly #split = new GrowingArray();
  readonly #label = new GrowingArray();
  readonly #labels: string[] = [];
  readonly #labelNumbers = new Map<string, number>();

  add({ case: one, text, label }: AuditedCase): void {
    // Bytes and not slices: a slice of a text keeps the whole text alive.
    const name = `${shorten(one.id, 40)}: ${shorten(text, snippetLength)}`;
    const length = Buffer.byteLength(name);
    if (this.#used + length > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(Math.max(this.#bytes.length, length))]);
    }
    this.#used += this.#bytes.write(name, this.#used);
    this.#end.push(this.#used);
    this.#split.push(splits.indexOf(one.split));
    this.#label.push(this.#labelNumber(label));
  }

  get length(): number {
    return this.#end.length;
  }

  /** `id: beginning of the text`. */
  name(index: number): string {
    return this.#bytes.toString('utf8', index === 0 ? 0 : this.#end.at(index - 1), this.#end.at(index));
  }

  /** Index into `splits`. */
  split(index: number): number {
    return this.#split.at(index);
  }

  label(index: number): string | undefined {
    const number = this.#label.at(index);
    return number === 0 ? undefined : this.#labels[number - 1];
  }

  /** 0 for none; equal numbers are equal labels. */
  labelOf(index: number): number {
    return this.#label.at(index);
  }

  /** `name (split, label)`. */
  described(index: number): string {
    const label = this.label(index);
    const split = splits[this.split(index)];
    return `${this.name(index)} (${label === undefined ? split : `${split}, ${label}`})`;
  }

  #labelNumber(label: string | undefined): number {
    if (label === undefined) return 0;
    const known = this.#labelNumbers.get(label);
    if (known !== undefined) return known;
    this.#labels.push(label);
    this.#labelNumbers.set(label, this.#labels.length);
    return this.#labels.length;
  }
}
