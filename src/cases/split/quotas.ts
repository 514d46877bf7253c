/** Divides a total among strata in proportion to their sizes. Does not know what the strata are. */

/**
 * Whole numbers that sum to `total`, by largest remainder (Hamilton); equal remainders go to the earlier stratum. No quota exceeds its
 * stratum when `total` does not exceed the sum of sizes.
 */
export function quotas(sizes: readonly number[], total: number): number[] {
  const sum = sizes.reduce((a, b) => a + b, 0);
  if (sum === 0) return sizes.map(() => 0);
  const exact = sizes.map((size) => (size * total) / sum);
  const shares = exact.map(Math.floor);
  const left = total - shares.reduce((a, b) => a + b, 0);
  const byRemainder = exact
    .map((share, at) => ({ at, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.at - b.at);
  for (const { at } of byRemainder.slice(0, left)) shares[at] = (shares[at] as number) + 1;
  return shares;
}
