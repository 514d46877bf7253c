import { describe, expect, it } from 'vitest';
import { bootstrapClusteredMean } from '../stats/bootstrap.ts';
import { constantMeanInterval } from '../stats/constant-mean-interval.ts';
import { wilsonClustered } from '../stats/wilson-clustered.ts';
import { type MetricReading, type RetrievalFigures, readRetrieval } from './read-retrieval.ts';
import type { RetrievalQuery } from './retrieval-query.ts';
import { referenceQueries } from './testing/reference-queries.ts';
import { retrievalQuery } from './testing/retrieval-query.ts';

const settings = { ks: [1, 3, 5, 10], seed: 'test', confidence: 0.95 };

function metricOf({ metrics }: RetrievalFigures, name: string): MetricReading {
  const reading = metrics.find((m) => m.metric === name);
  if (reading === undefined) throw new Error(`no ${name} among ${metrics.map((m) => m.metric)}`);
  return reading;
}

const judged = referenceQueries.filter((q) => q.expected);
const expectedOf = (name: string) => judged.map((q) => q.expected?.[name] as number);

describe('readRetrieval', () => {
  const reading = readRetrieval(referenceQueries, settings);

  // pytrec-eval-terrier 0.5.11, means over the 19 queries with judgements: recall_k, P_k, success_k, ndcg_cut_k, recip_rank, map.
  const published: Readonly<Record<string, number>> = {
    'recall@1': 0.14674185463659148,
    'recall@3': 0.25401002506265663,
    'recall@5': 0.30100250626566416,
    'recall@10': 0.39974937343358397,
    'precision@1': 0.5263157894736842,
    'precision@3': 0.3684210526315789,
    'precision@5': 0.2736842105263158,
    'precision@10': 0.16842105263157897,
    'hit@1': 0.5263157894736842,
    'hit@3': 0.5789473684210527,
    'hit@5': 0.631578947368421,
    'hit@10': 0.6842105263157895,
    'ndcg@1': 0.46491228070175433,
    'ndcg@3': 0.4054929624789373,
    'ndcg@5': 0.3960487973782806,
    'ndcg@10': 0.4266339572883109,
    mrr: 0.5787612971823498,
    map: 0.3085969707680234,
  };

  it('shows what published tools show', () => {
    expect(reading.queries).toBe(20);
    expect(reading.metrics.map((m) => m.metric)).toEqual(Object.keys(published));
    for (const { metric, mean, n, unjudged } of reading.metrics) {
      expect(mean, metric).toBeCloseTo(published[metric] as number, 10);
      expect({ n, unjudged }).toEqual({ n: 19, unjudged: 1 });
    }
  });

  it('shows the coverage of the set', () => {
    // Python sets over the same file.
    const found = new Map(reading.coverage.map((c) => [c.k, c.found]));
    expect(Object.fromEntries(found)).toEqual({ 1: 10, 3: 19, 5: 22, 10: 26 });
    expect(reading.coverage.map((c) => [c.relevant, c.share])).toEqual(
      [10, 19, 22, 26].map((n) => [47, n / 47]),
    );
  });

  it("bounds hit rates with Wilson's interval", () => {
    // SciPy 1.17.1: binomtest(11, 19).proportion_ci(0.95, 'wilson').
    const { interval, method } = metricOf(reading, 'hit@3');
    expect(method).toBe('Wilson');
    expect(interval?.low).toBeCloseTo(0.3627590353425504, 10);
    expect(interval?.high).toBeCloseTo(0.7685810871754576, 10);
  });

  it('bootstraps the other means', () => {
    // SciPy 1.17.1: bootstrap(v, mean, n_resamples=200000, method='BCa'); ours draws 2,000.
    const { interval, method } = metricOf(reading, 'ndcg@5');
    expect(method).toBe('BCa bootstrap');
    expect(Math.abs((interval?.low ?? 0) - 0.23683)).toBeLessThan(0.02);
    expect(Math.abs((interval?.high ?? 0) - 0.57676)).toBeLessThan(0.02);
    const wider = readRetrieval(referenceQueries, { ...settings, confidence: 0.99 });
    expect(metricOf(wider, 'ndcg@5').interval?.low).toBeLessThan(interval?.low ?? 0);
  });

  it('resamples groups where queries share one', () => {
    const groupOf = (i: number) => `g${Math.floor(i / 2)}`;
    const grouped = readRetrieval(
      judged.map((q, i) => ({ ...q, group: groupOf(i) })),
      settings,
    );
    const groups = judged.map((_, i) => groupOf(i));
    const { interval, mean, method } = metricOf(grouped, 'recall@5');
    expect(mean).toBe(metricOf(reading, 'recall@5').mean);
    expect(method).toMatch(/clustered by group/);
    const byGroup = bootstrapClusteredMean(expectedOf('recall@5'), groups, settings).interval;
    expect(interval?.low).toBeCloseTo(byGroup?.low as number, 10);
    expect(interval?.high).toBeCloseTo(byGroup?.high as number, 10);
    const hits = expectedOf('hit@3').map((v) => v === 1);
    expect(metricOf(grouped, 'hit@3').interval).toEqual(wilsonClustered(hits, groups));
  });

  it('gives the same record for the same seed', () => {
    expect(readRetrieval(referenceQueries, settings)).toEqual(reading);
    const other = readRetrieval(referenceQueries, { ...settings, seed: 'other' });
    expect(metricOf(other, 'map').interval).not.toEqual(metricOf(reading, 'map').interval);
    expect(metricOf(other, 'map').mean).toBe(metricOf(reading, 'map').mean);
  });

  it('claims no certainty from values that are all alike', () => {
    const perfect = Array.from({ length: 12 }, (_, i) => retrievalQuery(`q${i}`, 'a b', 'a'));
    const alike = metricOf(readRetrieval(perfect, settings), 'mrr');
    expect(alike).toMatchObject({ mean: 1, n: 12 });
    expect(alike.interval).toEqual(constantMeanInterval(1, 12, { low: 0, high: 1 }));
  });

  it('has no mean and no interval without a judged query', () => {
    for (const queries of [[], [retrievalQuery('q1', 'a b', '')]]) {
      const { metrics, coverage, slices } = readRetrieval(queries, { ...settings, ks: [3] });
      expect(metrics).toHaveLength(6);
      for (const { metric, ...figures } of metrics)
        expect(figures, metric).toEqual({ n: 0, unjudged: queries.length });
      expect(coverage).toEqual([{ k: 3, relevant: 0, found: 0 }]);
      expect(slices).toEqual([]);
    }
  });

  it('shows each cutoff once, in rising order, and refuses impossible ones', () => {
    const shown = readRetrieval([], { ...settings, ks: [10, 1, 10] });
    expect(shown.coverage.map((c) => c.k)).toEqual([1, 10]);
    expect(shown.metrics.map((m) => m.metric).slice(0, 3)).toEqual(['recall@1', 'recall@10', 'precision@1']);
    expect(() => readRetrieval([], { ...settings, ks: [] })).toThrow('at least one cutoff');
    expect(() => readRetrieval([], { ...settings, ks: [0] })).toThrow('got 0');
  });
});

describe('slices', () => {
  /** `n` queries of a tag, of which the first `found` find their one item first. */
  const tagged = (tag: string, n: number, found: number): RetrievalQuery[] =>
    Array.from({ length: n }, (_, i) =>
      retrievalQuery(`${tag}${i}`, i < found ? `${tag}-doc x` : 'x y', `${tag}-doc`, { tags: [tag, tag] }),
    );
  const unjudged = Array.from({ length: 20 }, (_, i) =>
    retrievalQuery(`n${i}`, 'x', '', { tags: ['none', 'b'] }),
  );

  it('reads each tag by itself, largest first', () => {
    const { slices } = readRetrieval([...tagged('b', 12, 3), ...unjudged, ...tagged('a', 30, 24)], {
      ...settings,
      ks: [1],
    });
    expect(slices.map((s) => s.tag)).toEqual(['a', 'b']);
    const [a, b] = slices as readonly RetrievalFigures[] as readonly [RetrievalFigures, RetrievalFigures];
    expect(metricOf(a, 'recall@1')).toMatchObject({ mean: 0.8, n: 30, unjudged: 0 });
    expect(metricOf(b, 'recall@1')).toMatchObject({ mean: 0.25, n: 12, unjudged: 20 });
    expect(a.coverage).toEqual([{ k: 1, relevant: 1, found: 1, share: 1 }]);
    // SciPy 1.17.1: binomtest(24, 30).proportion_ci(0.95, 'wilson').
    expect(metricOf(a, 'hit@1').interval?.low).toBeCloseTo(0.6269430358685175, 10);
    expect(metricOf(a, 'hit@1').interval?.high).toBeCloseTo(0.9049489282271013, 10);
  });

  it('leaves out slices with too few judged queries', () => {
    const reading = readRetrieval([...tagged('a', 10, 5), ...tagged('b', 9, 5), ...unjudged], settings);
    expect(reading.slices.map((s) => s.tag)).toEqual(['a']);
  });
});

it('takes time linear in the lists', () => {
  const ids = Array.from({ length: 300_000 }, (_, i) => `d${i}`);
  const relevant = new Map(ids.filter((_, i) => i % 3 === 0).map((id, i) => [id, 1 + (i % 4)]));
  const queries = Array.from({ length: 3 }, (_, i) => ({
    queryId: `q${i}`,
    tags: [],
    ranked: ids,
    relevant,
  }));
  const startedAt = performance.now();
  const reading = readRetrieval(queries, { ...settings, ks: [10, 100_000] });
  expect(performance.now() - startedAt).toBeLessThan(8000);
  expect(metricOf(reading, 'recall@100000').mean).toBeCloseTo(33_334 / 100_000, 12);
});
