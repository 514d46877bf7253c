/** Deals training rows into folds for cross-validation. Knows nothing of models. */
import { contentHash } from '../../domain/content-hash.ts';

/**
 * The fold of each row, 0 … folds − 1. Stratified: the units of one class are dealt out in turn, in an order that depends on the seed.
 * Rows of one unit (a group) share a fold; a unit counts with the class of its first row.
 */
export function assignFolds(
  { classes, units }: { readonly classes: readonly number[]; readonly units: readonly string[] },
  folds: number,
  seed: string,
): readonly number[] {
  const classOf = new Map<string, number>();
  units.forEach((unit, i) => {
    if (!classOf.has(unit)) classOf.set(unit, classes[i] as number);
  });
  const order = [...classOf]
    .map(([unit, k]) => ({ unit, k, key: contentHash([seed, unit]) }))
    .sort((a, b) => a.k - b.k || (a.key < b.key ? -1 : 1));
  const foldOf = new Map(order.map(({ unit }, i) => [unit, i % folds]));
  return units.map((unit) => foldOf.get(unit) as number);
}
