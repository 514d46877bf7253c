import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../domain/ladder.ts';
import { chooseFinalists } from './choose-finalists.ts';
import type { Constraints } from './constraints.ts';
import { comparison, reading } from './testing/readings.ts';

interface Short {
  readonly score?: number;
  readonly usd?: number;
  readonly p95Ms?: number;
  /** Against the best; `cannot tell` where absent. */
  readonly verdict?: Verdict;
}

function choose(rungs: Record<string, Short>, referenceId?: string, constraints: Constraints = {}) {
  return chooseFinalists(
    Object.entries(rungs).map(([id, given]) => ({ id, dev: reading(given) })),
    referenceId,
    constraints,
    (id) => comparison(rungs[id]?.verdict ?? 'cannot tell'),
  );
}

describe('chooseFinalists', () => {
  it('takes the best, then the cheapest not shown worse, three at most', () => {
    const rungs = {
      a: { score: 0.7, usd: 3 },
      best: { score: 0.9, usd: 9 },
      worse: { score: 0.2, usd: 0, verdict: 'worse' },
      b: { score: 0.6, usd: 1 },
      unpriced: { score: 0.89 },
      c: { score: 0.8, usd: 2, verdict: 'no worse' },
    } as const;
    expect(choose(rungs)).toEqual({ bestId: 'best', ids: ['best', 'b', 'c'] });
  });

  it('reads nothing that is already shown worse: it would only make the correction harder', () => {
    expect(choose({ best: { score: 0.9 }, x: { score: 0.5, usd: 0, verdict: 'worse' } })).toEqual({
      bestId: 'best',
      ids: ['best'],
    });
  });

  it('does not count the reference, the best or not', () => {
    const rungs = {
      today: { score: 0.9, usd: 5 },
      a: { score: 0.7, usd: 1 },
      b: { score: 0.7, usd: 2 },
      c: { score: 0.7, usd: 3 },
    };
    expect(choose(rungs, 'today')).toEqual({ bestId: 'today', ids: ['a', 'b', 'c'] });
    expect(choose({ ...rungs, best: { score: 0.95 } }, 'a')).toEqual({
      bestId: 'best',
      ids: ['best', 'b', 'c'],
    });
  });

  it('takes the cheaper of two equally good', () => {
    expect(choose({ dear: { score: 0.9, usd: 2 }, cheap: { score: 0.9, usd: 1 } })?.bestId).toBe('cheap');
  });

  it('leaves out what misses a constraint, but not what cannot be judged on dev', () => {
    const rungs = { dear: { score: 0.95, usd: 9 }, unpriced: { score: 0.9 }, fair: { score: 0.8, usd: 1 } };
    expect(choose(rungs, undefined, { maxUsdPer1k: 2 })).toEqual({
      bestId: 'unpriced',
      ids: ['unpriced', 'fair'],
    });
    expect(choose(rungs, undefined, { maxUsdPer1k: 2, maxP95Ms: 900 })?.bestId).toBe('unpriced');
    expect(
      choose({ dear: { score: 0.95, usd: 9 }, low: { score: 0.2, usd: 1 } }, undefined, {
        maxUsdPer1k: 2,
        minScore: 0.5,
      }),
    ).toEqual({
      bestId: 'dear',
      ids: ['dear', 'low'],
    });
  });

  it('names nobody where nothing was scored', () => {
    expect(choose({})).toBeUndefined();
    expect(choose({ a: { usd: 1 } })).toBeUndefined();
  });
});
