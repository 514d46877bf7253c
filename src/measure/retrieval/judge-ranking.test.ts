import { describe, expect, it } from 'vitest';
import { judgeQueries } from './judge-queries.ts';
import { judgeRanking } from './judge-ranking.ts';
import { retrievalQuery } from './testing/retrieval-query.ts';

describe('judgeRanking', () => {
  it('finds the ranks of what is relevant', () => {
    expect(judgeRanking(retrievalQuery('q', 'a b __proto__ c', { c: 1, b: 3, x: 2 }))).toEqual({
      hits: [
        { id: 'b', rank: 2, gain: 3 },
        { id: 'c', rank: 4, gain: 1 },
      ],
      gains: [3, 2, 1],
    });
  });

  it('has nothing to rate where nothing is relevant', () => {
    expect(judgeRanking(retrievalQuery('q', 'a b', ''))).toBeUndefined();
  });

  it('refuses an id that is ranked twice, judged or not', () => {
    expect(() => judgeRanking(retrievalQuery('q7', 'a b a', 'b'))).toThrow('query "q7": "a" is ranked twice');
    expect(() => judgeRanking(retrievalQuery('q7', 'a b a', ''))).toThrow(RangeError);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a gain of %d', (gain) => {
    expect(() => judgeRanking(retrievalQuery('q7', 'a', { a: gain }))).toThrow(
      `query "q7": the gain of "a" must be finite and above 0, got ${gain}`,
    );
  });
});

describe('judgeQueries', () => {
  it('refuses a query that is there twice', () => {
    const queries = [
      retrievalQuery('q1', 'a', 'a'),
      retrievalQuery('q2', 'a', ''),
      retrievalQuery('q1', 'b', 'a'),
    ];
    expect([...judgeQueries(queries.slice(0, 2)).keys()]).toEqual(['q1', 'q2']);
    expect(() => judgeQueries(queries)).toThrow('query "q1" is there twice');
  });
});
