import { describe, expect, it } from 'vitest';
import type { StoredDocument } from '../../domain/ports/corpus-store.ts';
import { drawPlaces } from './draw-places.ts';

const document = (
  name: string,
  chunkCount: number,
  readers: readonly string[] = ['everyone'],
  category?: string,
): StoredDocument => ({
  name,
  fileHash: name,
  readers,
  metadata: {},
  notes: [],
  chunkCount,
  ...(category !== undefined && { category }),
});
const places = (documents: readonly StoredDocument[], seed = 'seed') => [...drawPlaces(documents, seed)];
const names = (documents: readonly StoredDocument[], most: number, seed?: string) =>
  places(documents, seed)
    .slice(0, most)
    .map((place) => place.document.name);

describe('the order of passages', () => {
  const sizes = [3, 1, 2, 5];
  const some = sizes.map((size, i) => document(`d${i}`, size));

  it('holds each passage once, and none of a document before all others had their turn', () => {
    const drawn = places(some);
    expect(new Set(drawn.map((place) => `${place.document.name} ${place.index}`)).size).toBe(11);
    expect(drawn).toHaveLength(11);
    // Rounds by hand: all four have a first passage, three a second, two a third, one the rest.
    const rounds = [drawn.slice(0, 4), drawn.slice(4, 7), drawn.slice(7, 9), drawn.slice(9)];
    const inRound = rounds.map((round) => round.map((place) => place.document.name).sort());
    expect(inRound).toEqual([
      ['d0', 'd1', 'd2', 'd3'],
      ['d0', 'd2', 'd3'],
      ['d0', 'd3'],
      ['d3', 'd3'],
    ]);
  });

  it('is that of the seed', () => {
    expect(places(some)).toEqual(places(some));
    expect(places(some, 'other')).not.toEqual(places(some));
  });

  it('gives each circle of readers, and each category in it, its turn however small it is', () => {
    const many = [
      ...Array.from({ length: 50 }, (_, i) => document(`open ${i}`, 1, ['everyone'], 'rules')),
      ...Array.from({ length: 50 }, (_, i) => document(`open old ${i}`, 1, ['everyone'], 'old')),
      document('leads', 1, ['leads']),
      document('both', 1, ['care', 'leads']),
      document('both too', 1, ['leads', 'care']),
    ];
    const first = names(many, 6);
    // One of each of the three circles, then again, as far as there is one.
    expect(first.filter((name) => name === 'leads')).toHaveLength(1);
    expect(first.filter((name) => name.startsWith('both'))).toHaveLength(2);
    const open = first.filter((name) => name.startsWith('open'));
    expect(open).toHaveLength(3);
    expect(new Set(open.map((name) => name.startsWith('open old'))).size).toBe(2);
  });

  it('takes time in proportion to the passages', () => {
    const large = Array.from({ length: 20_000 }, (_, i) => document(`d${i}`, 1 + (i % 3), [`g${i % 5000}`]));
    const start = performance.now();
    expect(places(large)).toHaveLength(39_999);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
