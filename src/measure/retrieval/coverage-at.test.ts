import { expect, it } from 'vitest';
import { coverageAt } from './coverage-at.ts';
import { judgeQueries } from './judge-queries.ts';
import { retrievalQuery } from './testing/retrieval-query.ts';

it('counts what some query that asks for it finds within k', () => {
  const judged = judgeQueries([
    retrievalQuery('q1', 'a x b', 'a b c'),
    // b comes earlier here; c is retrieved, but not by a query that asks for it.
    retrievalQuery('q2', 'c b', 'b d'),
    retrievalQuery('q3', 'c d', ''),
  ]);
  // Relevant to some query: a, b, c, d. Best ranks: a 1, b 2, c and d none.
  expect(coverageAt([1, 2, 3], judged.values())).toEqual([
    { k: 1, relevant: 4, found: 1, share: 0.25 },
    { k: 2, relevant: 4, found: 2, share: 0.5 },
    { k: 3, relevant: 4, found: 2, share: 0.5 },
  ]);
});

it('takes the best of several ranks, in whatever order the queries come', () => {
  const queries = [retrievalQuery('q1', 'x y a', 'a'), retrievalQuery('q2', 'a', 'a')];
  for (const ordered of [queries, queries.toReversed()])
    expect(coverageAt([1], judgeQueries(ordered).values())).toEqual([
      { k: 1, relevant: 1, found: 1, share: 1 },
    ]);
});

it('has no share where nothing is relevant', () => {
  const judged = judgeQueries([retrievalQuery('q1', 'a', '')]);
  expect(coverageAt([5], judged.values())).toEqual([{ k: 5, relevant: 0, found: 0 }]);
  expect(coverageAt([5], [])).toEqual([{ k: 5, relevant: 0, found: 0 }]);
});
