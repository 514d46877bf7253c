import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bestFirst } from './best-first.ts';

it('gives the order of a full stable sort', () => {
  const scores = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true })), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(scores, (given) => {
      const sorted = given
        .map((score, at) => ({ score, at }))
        .sort((a, b) => b.score - a.score || a.at - b.at);
      const above = (floor: number) => sorted.filter((s) => s.score > floor).map((s) => s.at);
      expect([...bestFirst(Float64Array.from(given))]).toEqual(above(Number.NEGATIVE_INFINITY));
      expect([...bestFirst(Float64Array.from(given), 0)]).toEqual(above(0));
    }),
  );
});
