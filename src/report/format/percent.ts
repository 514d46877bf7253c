/** A share in [0, 1] as a percentage with one decimal; the unit is left to the caller or the column head. */
export function percent(share: number): string {
  return (share * 100).toFixed(1);
}
