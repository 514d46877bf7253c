/** Edit distance of two texts of any length. Knows nothing of scores. */

/** Insertions, deletions and substitutions of UTF-16 code units (Wagner & Fischer 1974). Time is the product of the lengths, memory the shorter. */
export function levenshteinDistance(first: string, second: string): number {
  const [long, short] = first.length >= second.length ? [first, second] : [second, first];
  const row = Uint32Array.from({ length: short.length + 1 }, (_, column) => column);
  for (let i = 1; i <= long.length; i++) {
    const unit = long.charCodeAt(i - 1);
    let diagonal = row[0] as number;
    let left = i;
    row[0] = i;
    for (let j = 1; j <= short.length; j++) {
      const above = row[j] as number;
      const substituted = diagonal + (unit === short.charCodeAt(j - 1) ? 0 : 1);
      left = Math.min(above + 1, left + 1, substituted);
      row[j] = left;
      diagonal = above;
    }
  }
  return row[short.length] as number;
}
