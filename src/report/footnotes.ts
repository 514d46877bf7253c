/** Numbers the reasons why figures are unknown, so that a table shows `?` with a mark and the reason once below it. */
const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

export class Footnotes {
  readonly #reasons: string[] = [];

  /** `?¹`: equal reasons share a mark. */
  unknown(reason: string): string {
    return `?${this.mark(reason)}`;
  }

  mark(reason: string): string {
    let index = this.#reasons.indexOf(reason);
    if (index === -1) index = this.#reasons.push(reason) - 1;
    return superscript(index + 1);
  }

  /** Mark and reason, in order of first use. */
  list(): { readonly mark: string; readonly reason: string }[] {
    return this.#reasons.map((reason, index) => ({ mark: superscript(index + 1), reason }));
  }
}

function superscript(number: number): string {
  return [...String(number)].map((digit) => superscripts[Number(digit)]).join('');
}
