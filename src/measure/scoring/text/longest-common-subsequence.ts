/** Length of the longest common subsequence of two token lists. Knows nothing of scores. */

/** Time is the product of the lengths, memory that of the shorter list. */
export function longestCommonSubsequence(first: readonly string[], second: readonly string[]): number {
  const [long, short] = first.length >= second.length ? [first, second] : [second, first];
  const row = new Uint32Array(short.length + 1);
  for (const token of long) {
    let diagonal = 0;
    for (let j = 1; j <= short.length; j++) {
      const above = row[j] as number;
      row[j] = short[j - 1] === token ? diagonal + 1 : Math.max(above, row[j - 1] as number);
      diagonal = above;
    }
  }
  return row[short.length] as number;
}
