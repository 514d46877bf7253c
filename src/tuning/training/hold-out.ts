/** Which targets are held out of training, to see when to stop. Knows nothing of training. */
import { contentHash } from '../../domain/content-hash.ts';

/**
 * About `share` of them, drawn by group, so that nothing of a group is on both sides; the draw depends on seed and names alone, not on
 * their order. None where the share is 0 or there is one group only.
 */
export function heldOutIds(
  targets: readonly { readonly id: string; readonly group?: string }[],
  share: number,
  seed: number,
): ReadonlySet<string> {
  const groups = Map.groupBy(targets, ({ id, group }) => group ?? `id ${id}`);
  const drawn = [...groups]
    .map(([group, members]) => ({ members, key: contentHash(['held out', seed, group]) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const held = new Set<string>();
  const wanted = Math.round(targets.length * share);
  // The last group stays: there must be something to train on.
  for (const { members } of drawn.slice(0, -1)) {
    if (held.size >= wanted) break;
    for (const { id } of members) held.add(id);
  }
  return held;
}
