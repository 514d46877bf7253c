/** The order in which passages of documents are drawn: by turns over who may read them and over categories. Reads no text. */
import type { StoredDocument } from '../../domain/ports/corpus-store.ts';
import { createRandom, type Random } from '../../measure/stats/random.ts';

export interface PassagePlace {
  readonly document: StoredDocument;
  /** Number of the passage in its document, from 0. */
  readonly index: number;
}

/**
 * Every passage once, round by round: none of a document comes before each has had as many turns as it has passages for. Within a round the
 * circles of readers take turns, within a circle its categories, so that small ones come early. The same seed draws the same
 * beginning, however many are taken.
 */
export function* drawPlaces(documents: readonly StoredDocument[], seed: string): Generator<PassagePlace> {
  const random = createRandom(seed);
  const orders = new Map<string, readonly number[]>();
  const orderOf = ({ name, chunkCount }: StoredDocument) => {
    const known = orders.get(name);
    if (known !== undefined) return known;
    const order = random.fork(`passages of ${name}`).shuffle(Array.from({ length: chunkCount }, (_, i) => i));
    orders.set(name, order);
    return order;
  };
  let left = documents;
  for (let round = 0; ; round++) {
    left = left.filter(({ chunkCount }) => chunkCount > round);
    if (left.length === 0) return;
    for (const document of byTurns(left, random.fork(`round ${round}`)))
      yield { document, index: orderOf(document)[round] as number };
  }
}

function byTurns(documents: readonly StoredDocument[], random: Random): StoredDocument[] {
  const circles = groupBy(random.shuffle(documents), ({ readers }) => readers.toSorted().join('\n'));
  return interleave(circles.map((circle) => interleave(groupBy(circle, ({ category = '' }) => category))));
}

/** Groups in the order of their first. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  return [...Map.groupBy(items, keyOf).values()];
}

/** The first of each, then the second of each that has one, and so on. */
function interleave<T>(groups: readonly (readonly T[])[]): T[] {
  const turns: T[][] = [];
  for (const group of groups)
    for (const [at, item] of group.entries()) {
      turns[at] ??= [];
      turns[at].push(item);
    }
  return turns.flat();
}
