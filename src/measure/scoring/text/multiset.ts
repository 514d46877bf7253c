/** Counting overlaps of lists in which order does not matter. */

export function countItems(items: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** Size of the multiset intersection. */
export function overlap(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let shared = 0;
  for (const [item, count] of a) shared += Math.min(count, b.get(item) ?? 0);
  return shared;
}

/** `undefined` for two empty lists (0/0). */
export function f1(shared: number, expected: number, got: number): number | undefined {
  return expected + got === 0 ? undefined : (2 * shared) / (expected + got);
}
