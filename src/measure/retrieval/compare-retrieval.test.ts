import { describe, expect, it } from 'vitest';
import { averagePrecision } from './average-precision.ts';
import { compareRetrieval } from './compare-retrieval.ts';
import { hitAt } from './hit-at.ts';
import { ndcgAt } from './ndcg-at.ts';
import { recallAt } from './recall-at.ts';
import { reciprocalRank } from './reciprocal-rank.ts';
import type { RetrievalQuery } from './retrieval-query.ts';
import { referenceQueries } from './testing/reference-queries.ts';
import { retrievalQuery } from './testing/retrieval-query.ts';

const settings = { margin: 0.05, confidence: 0.95, seed: 'test' };

/** The reference run with the first five of each list turned round. */
const turned = referenceQueries.map((q) => ({
  ...q,
  ranked: [...q.ranked.slice(0, 5).reverse(), ...q.ranked.slice(5)],
}));

describe('compareRetrieval', () => {
  // pytrec-eval-terrier 0.5.11 on both runs; SciPy 1.17.1: rankdata of the differences and all sign patterns, ttest_1samp(d, -0.05,
  // alternative='greater'), bootstrap(d, mean, n_resamples=200000, method='BCa') (ours draws 2,000).
  it.each([
    {
      metric: reciprocalRank(),
      means: [0.3208665603402445, 0.5787612971823498],
      pValue: 0.0361328125,
      nonInferiorityPValue: 0.9668975277836819,
      interval: [-0.44649, -0.03772],
      pairs: [2, 9],
    },
    {
      metric: recallAt(3),
      means: [0.10250626566416039, 0.25401002506265663],
      pValue: 0.0400390625,
      nonInferiorityPValue: 0.910283396596768,
      interval: [-0.3131, -0.03001],
      pairs: [2, 9],
    },
    {
      metric: ndcgAt(5),
      means: [0.27303853796900257, 0.3960487973782806],
      pValue: 0.0341796875,
      nonInferiorityPValue: 0.9135877350689288,
      interval: [-0.22135, -0.02443],
      pairs: [2, 10],
    },
  ])('agrees with published tools on $metric.name', (expected) => {
    const comparison = compareRetrieval(turned, referenceQueries, expected.metric, settings);
    if (comparison === undefined) throw new Error('nothing was compared');
    const [mean = 0, other = 0] = expected.means;
    expect(comparison).toMatchObject({
      metric: expected.metric.name,
      pairs: 19,
      unjudged: 1,
      won: expected.pairs[0],
      lost: expected.pairs[1],
      verdict: 'worse',
      method: 'paired BCa bootstrap, Wilcoxon signed-rank',
    });
    expect(comparison.candidateMean).toBeCloseTo(mean, 10);
    expect(comparison.referenceMean).toBeCloseTo(other, 10);
    expect(comparison.difference).toBeCloseTo(mean - other, 10);
    expect(comparison.pValue).toBeCloseTo(expected.pValue, 10);
    expect(comparison.nonInferiorityPValue).toBeCloseTo(expected.nonInferiorityPValue, 8);
    const { low = 0, high = 0 } = comparison.interval ?? {};
    expect(Math.abs(low - (expected.interval[0] ?? 0))).toBeLessThan(0.02);
    expect(Math.abs(high - (expected.interval[1] ?? 0))).toBeLessThan(0.02);
  });

  it('takes the other way round for the other side', () => {
    const there = compareRetrieval(turned, referenceQueries, reciprocalRank(), settings);
    const back = compareRetrieval(referenceQueries, turned, reciprocalRank(), settings);
    expect(back).toMatchObject({ pValue: there?.pValue, won: there?.lost, lost: there?.won });
    expect(back?.difference).toBeCloseTo(-(there?.difference as number), 12);
  });

  it('ties differences that are equal on paper', () => {
    // 1/3 − 0, 2/3 − 1/3 and 1 − 2/3 differ in their last bits. Six differences of 1/3, one of them lost, share rank 3.5; a win of 2/3 has
    // rank 7. The lost ranks sum to at most 3.5 under 1 + 6 of the 2⁷ sign patterns: p = 2 · 7 / 128.
    const found = (n: number) => ['a', 'b', 'c'].slice(0, n).join(' ');
    const side = (counts: readonly number[]) =>
      counts.map((n, i) => retrievalQuery(`q${i}`, found(n), 'a b c'));
    const comparison = compareRetrieval(
      side([1, 2, 3, 1, 3, 1, 3]),
      side([0, 1, 2, 0, 2, 2, 1]),
      recallAt(3),
      settings,
    );
    expect(comparison?.pValue).toBeCloseTo(0.109375, 12);
  });

  it('reads hits from the paired table, and groups together', () => {
    // Cavo et al. 2012, complete response: −0.0621 (−0.1186 to −0.0046), test suite of R's contingencytables;
    // exact McNemar: SciPy 1.17.1, 2 * binom.cdf(6, 22, 0.5).
    const kinds = [
      [59, 'a', 'a'],
      [6, 'a', 'x'],
      [16, 'x', 'a'],
      [80, 'x', 'x'],
    ] as const;
    const side = (which: 1 | 2, more: (i: number) => Partial<RetrievalQuery> = () => ({})) =>
      kinds
        .flatMap((kind) => Array<string>(kind[0]).fill(kind[which]))
        .map((ranked, i) => retrievalQuery(`q${i}`, ranked, 'a', more(i)));
    const alone = compareRetrieval(side(1), side(2), hitAt(1), settings);
    expect(alone).toMatchObject({ metric: 'hit@1', pairs: 161, won: 6, lost: 16, verdict: 'worse' });
    expect(alone?.interval?.low).toBeCloseTo(-0.1186, 4);
    expect(alone?.interval?.high).toBeCloseTo(-0.0046, 4);
    expect(alone?.pValue).toBeCloseTo(0.0524787903, 9);
    const inTens = (i: number) => ({ group: `g${Math.floor(i / 10)}` });
    const grouped = compareRetrieval(side(1, inTens), side(2, inTens), hitAt(1), settings);
    expect(grouped?.method).toMatch(/clustered by group/);
    expect(grouped?.difference).toBeCloseTo(-10 / 161, 12);
  });

  it('is undefined without a judged query', () => {
    expect(compareRetrieval([], [], recallAt(1), settings)).toBeUndefined();
    const asked = [retrievalQuery('q1', 'a', '')];
    expect(compareRetrieval(asked, asked, recallAt(1), settings)).toBeUndefined();
  });

  it('pairs by id, not by place', () => {
    const shuffled = compareRetrieval(turned.toReversed(), referenceQueries, averagePrecision(), settings);
    const inOrder = compareRetrieval(turned, referenceQueries, averagePrecision(), settings);
    expect(shuffled?.difference).toBeCloseTo(inOrder?.difference as number, 12);
    expect(shuffled).toMatchObject({ won: inOrder?.won, lost: inOrder?.lost, pValue: inOrder?.pValue });
  });
});

describe('refuses', () => {
  const one = retrievalQuery('q1', 'a b', { a: 1, b: 2 });
  const two = retrievalQuery('q2', 'a b', 'a');
  const refused: readonly (readonly [string, readonly RetrievalQuery[], readonly RetrievalQuery[]])[] = [
    ['query "q2" is in the reference alone', [one], [one, two]],
    ['query "q2" is in the candidate alone', [one, two], [one]],
    ['query "q1" is judged differently', [one], [retrievalQuery('q1', 'a b', { a: 1, b: 1 })]],
    ['query "q1" is judged differently', [one], [retrievalQuery('q1', 'a b', { a: 1 })]],
    ['query "q1" is judged differently', [one], [retrievalQuery('q1', 'a b', { a: 1, c: 2 })]],
    ['query "q1" is in another group', [one], [{ ...one, group: 'g' }]],
    ['query "q1" is there twice', [one, one], [one]],
  ];

  it.each(refused)('%s', (message, candidate, reference) => {
    expect(() => compareRetrieval(candidate, reference, recallAt(1), settings)).toThrow(message);
  });

  it('a margin that is none', () => {
    expect(() => compareRetrieval([one], [one], recallAt(1), { ...settings, margin: 0 })).toThrow('margin');
  });
});
