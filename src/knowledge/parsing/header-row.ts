/** Tells whether the first row of a table names its columns. Knows no format. */

const numberLike = /^[\s$€£¥+\-(]*\d[\d.,:/\-\s]*(?:[%€$£)]|[eE][+-]?\d+)?$/;
const longestName = 80;

/** True when every cell is a short text of its own, and none is a number, a date or an address. A lone row has nothing below to name. */
export function looksLikeHeader(first: readonly string[], next: readonly string[] | undefined): boolean {
  const names = first.map((cell) => cell.trim());
  while (names.at(-1) === '') names.pop();
  if (next === undefined || names.length === 0) return false;
  return (
    new Set(names.map((name) => name.toLowerCase())).size === names.length &&
    names.every(
      (name) => name !== '' && name.length <= longestName && !numberLike.test(name) && !/@|:\/\//.test(name),
    )
  );
}
