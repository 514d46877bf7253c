/** An order that depends on a text alone: the control that shows what similarity buys. */
import { contentHash } from '../../domain/content-hash.ts';

/** Every position below `size` once (Fisher and Yates), drawn only as far as it is asked for. */
export function* pseudoRandomOrder(size: number, text: string): Generator<number, undefined, undefined> {
  const moved = new Map<number, number>();
  for (let left = size; left > 0; left--) {
    const drawn = Number.parseInt(contentHash([text, left]).slice(0, 12), 16) % left;
    yield moved.get(drawn) ?? drawn;
    moved.set(drawn, moved.get(left - 1) ?? left - 1);
  }
}
