import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePrecision } from './average-precision.ts';
import { hitAt } from './hit-at.ts';
import { type JudgedRanking, judgeRanking } from './judge-ranking.ts';
import { ndcgAt } from './ndcg-at.ts';
import { precisionAt } from './precision-at.ts';
import { recallAt } from './recall-at.ts';
import { reciprocalRank } from './reciprocal-rank.ts';
import type { RetrievalMetric } from './retrieval-metric.ts';
import type { RetrievalQuery } from './retrieval-query.ts';
import { referenceQueries } from './testing/reference-queries.ts';
import { retrievalQuery } from './testing/retrieval-query.ts';

const metricsAt = [recallAt, precisionAt, hitAt, ndcgAt, reciprocalRank, averagePrecision];
const uncut = [reciprocalRank(), averagePrecision()];

function judge(query: RetrievalQuery): JudgedRanking {
  const ranking = judgeRanking(query);
  if (ranking === undefined) throw new Error('nothing is relevant');
  return ranking;
}

describe('by hand', () => {
  // Relevant at ranks 2 (gain 1) and 4 (gain 2) of 5, and one of gain 3 that was not found.
  const ranking = judge(retrievalQuery('q', 'a b c d e', { b: 1, d: 2, z: 3 }));
  const cases: readonly (readonly [RetrievalMetric, number])[] = [
    [recallAt(1), 0],
    [recallAt(2), 1 / 3],
    [recallAt(3), 1 / 3],
    [recallAt(4), 2 / 3],
    [recallAt(100), 2 / 3],
    [precisionAt(1), 0],
    [precisionAt(2), 1 / 2],
    [precisionAt(4), 1 / 2],
    [precisionAt(10), 2 / 10],
    [hitAt(1), 0],
    [hitAt(2), 1],
    [reciprocalRank(), 1 / 2],
    [reciprocalRank(1), 0],
    [reciprocalRank(2), 1 / 2],
    [averagePrecision(), (1 / 2 + 2 / 4) / 3],
    [averagePrecision(1), 0],
    [averagePrecision(2), 1 / 2 / 3],
    [ndcgAt(1), 0],
    // (1 / log2 3) / (3 + 2 / log2 3), and (1 / log2 3 + 2 / log2 5) / (3 + 2 / log2 3 + 1 / 2).
    [ndcgAt(2), 0.14804095],
    [ndcgAt(4), 0.31338238],
  ];

  it.each(cases.map(([metric, value]) => [metric.name, metric, value] as const))('%s', (_, metric, value) => {
    expect(metric.of(ranking)).toBeCloseTo(value, 7);
  });

  it('is 0 for every metric where nothing was found or nothing retrieved', () => {
    for (const ranked of ['a b c', '']) {
      const none = judge(retrievalQuery('q', ranked, 'x y'));
      expect([...metricsAt.map((at) => at(3)), ...uncut].map((m) => m.of(none))).toEqual(Array(8).fill(0));
    }
  });

  it('names itself as its mean is called', () => {
    expect([...metricsAt.map((at) => at(3)), ...uncut].map((m) => m.name)).toEqual([
      'recall@3',
      'precision@3',
      'hit@3',
      'ndcg@3',
      'mrr@3',
      'map@3',
      'mrr',
      'map',
    ]);
  });

  it('refuses cutoffs that are none', () => {
    for (const at of metricsAt)
      for (const k of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
        expect(() => at(k)).toThrow(`got ${k}`);
  });

  it('stands gains of any size', () => {
    const huge = judge(retrievalQuery('q', 'x a', { a: 1.5e308, b: 1.5e308 }));
    expect(ndcgAt(2).of(huge)).toBeCloseTo(0.6309297536 / 1.6309297536, 9);
    expect(ndcgAt(2).of(judge(retrievalQuery('q', 'x a', { a: 5e-324 })))).toBeCloseTo(0.6309297536, 9);
  });
});

describe('published tools', () => {
  const judged = referenceQueries.filter((q) => q.expected);
  const metrics = [...metricsAt.flatMap((at) => [1, 3, 5, 10].map((k) => at(k))), ...uncut];

  it.each(metrics.map((m) => [m.name, m] as const))('%s agrees on every query', (name, metric) => {
    expect(judged).toHaveLength(19);
    for (const query of judged)
      expect(metric.of(judge(query)), query.queryId).toBeCloseTo(query.expected?.[name] as number, 10);
  });
});

describe('for any list', () => {
  const pool = 'abcdefghijklmnop'.split('');
  const list = fc.shuffledSubarray(pool);
  const gain = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.double({ min: 1e-3, max: 100, noNaN: true }));
  const judgements = fc
    .tuple(fc.shuffledSubarray(pool, { minLength: 1 }), fc.array(gain, { minLength: 16, maxLength: 16 }))
    .map(([ids, gains]) => new Map(ids.map((id, i) => [id, gains[i] as number])));
  const cutoff = fc.integer({ min: 1, max: 20 });
  const all = (k: number) => [...metricsAt.map((at) => at(k)), ...uncut];
  const of = (ranked: readonly string[], relevant: ReadonlyMap<string, number>) =>
    judge({ queryId: 'q', tags: [], ranked, relevant });

  it('lies within 0 and 1', () => {
    fc.assert(
      fc.property(list, judgements, cutoff, (ranked, relevant, k) => {
        for (const metric of all(k)) {
          const value = metric.of(of(ranked, relevant));
          expect(value, metric.name).toBeGreaterThanOrEqual(0);
          expect(value, metric.name).toBeLessThanOrEqual(1);
          if (metric.binary) expect([0, 1]).toContain(value);
        }
      }),
    );
  });

  it('does not fall when a relevant item moves up past items that are worth less', () => {
    fc.assert(
      fc.property(list, judgements, cutoff, fc.nat(), (ranked, relevant, k, seed) => {
        const worth = (id: string | undefined) => relevant.get(id ?? '') ?? 0;
        const movable = ranked
          .map((_, i) => i)
          .filter((i) => worth(ranked[i]) > worth(ranked[i - 1]) && i > 0);
        fc.pre(movable.length > 0);
        const from = movable[seed % movable.length] as number;
        let to = from - 1;
        while (to > 0 && worth(ranked[to - 1]) < worth(ranked[from])) to -= 1;
        const moved = ranked.toSpliced(from, 1).toSpliced(to, 0, ranked[from] as string);
        for (const metric of all(k))
          expect(metric.of(of(moved, relevant)), metric.name).toBeGreaterThanOrEqual(
            metric.of(of(ranked, relevant)) - 1e-12,
          );
      }),
    );
  });

  it('is 1 for a perfect list', () => {
    fc.assert(
      fc.property(judgements, cutoff, (relevant, k) => {
        const best = [...relevant].sort(([, a], [, b]) => b - a).map(([id]) => id);
        const perfect = of([...best, ...pool.filter((id) => !relevant.has(id))], relevant);
        for (const metric of [ndcgAt(k), hitAt(k), reciprocalRank(k), ...uncut])
          expect(metric.of(perfect)).toBe(1);
        for (const metric of [recallAt, averagePrecision])
          expect(metric(relevant.size + k - 1).of(perfect)).toBe(1);
        expect(precisionAt(relevant.size).of(perfect)).toBe(1);
      }),
    );
  });
});
