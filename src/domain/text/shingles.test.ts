import { describe, expect, it } from 'vitest';
import { jaccard, maxShingles, shingles } from './shingles.ts';
import { bruteOverlap, texts } from './testing/generated-texts.ts';

describe('shingles', () => {
  it('overlap as the sets of letter 4-grams do', () => {
    const pairs = [
      ['when will i get my card', 'when will i get my new card'],
      ['abc', 'abc'],
      ['night', 'nacht'],
    ] as const;
    for (const [a, b] of pairs) expect(jaccard(shingles(a), shingles(b))).toBeCloseTo(bruteOverlap(a, b), 10);
    expect(jaccard(shingles('When will I get MY card?!'), shingles('when  will I get my card'))).toBe(1);
    expect(jaccard(shingles('?!'), shingles('?!'))).toBe(0);
  });

  it('estimates the overlap of long texts from samples of bounded size', () => {
    const [a = '', other = ''] = texts(2, 4000);
    const half = a.split(' ');
    const mixed = [...half.slice(0, 3000), ...other.split(' ').slice(0, 1000)].join(' ');
    expect(shingles(a)).toHaveLength(maxShingles);
    expect(Math.abs(jaccard(shingles(a), shingles(mixed)) - bruteOverlap(a, mixed))).toBeLessThan(0.06);
    // A short text beside a long one.
    const head = half.slice(0, 60).join(' ');
    expect(jaccard(shingles(head), shingles(a))).toBeLessThan(0.1);
  });
});
