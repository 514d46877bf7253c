/** Finds the numbers written in a text. Knows nothing of units or of which number is meant. */

/** Repetitions are bounded, so that no text takes more than linear time. The minus sign of a range or a date is no sign. */
const numberPattern =
  /(?:(?<![\p{L}\p{N}])[-−+])?(?:\d{1,3}(?:[,.' \u00a0\u2009\u202f]\d{3}){1,6}(?!\d)|\d{1,40})(?:[.,]\d{1,40})?(?:e[-+]?\d{1,3}(?![\p{L}\d]))?/giu;

export interface WrittenNumber {
  readonly value: number;
  /** `text.slice(start, end)` is how it is written. */
  readonly start: number;
  readonly end: number;
}

/**
 * In order. Read are `1234.5`, `1,234.5`, `1.234,5`, `1 234,5`, `1'234.5`, `-3`, `−3`, `6.02e23`. The comma of `1,234` separates thousands and
 * that of `1,23` decimals; the point of `1.234` is decimal. Units, currencies, `%` and words such as "million" are ignored.
 */
export function* numbersInText(text: string): Generator<WrittenNumber> {
  for (const { 0: written, index: start } of text.matchAll(numberPattern)) {
    const value = Number(toPlain(written));
    if (Number.isFinite(value)) yield { value, start, end: start + written.length };
  }
}

function toPlain(written: string): string {
  const text = written.replace('−', '-').replace(/[' \u00a0\u2009\u202f]/g, '');
  const comma = text.lastIndexOf(',');
  const point = text.lastIndexOf('.');
  if (comma >= 0 && point >= 0) {
    return comma > point ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', '');
  }
  const separatesThousands = /^[-+]?\d{1,3}(,\d{3})+$/.test(text) || /^[-+]?\d{1,3}(\.\d{3}){2,}$/.test(text);
  return separatesThousands ? text.replace(/[.,]/g, '') : text.replace(',', '.');
}
