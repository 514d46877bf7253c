/** Which fusion ranks best on given questions, from the ranked lists of both searches: nothing is searched again. Knows no metric. */
import type { Fusion } from '../../domain/fusion.ts';
import { fuse, type Scored } from './fuse.ts';

export interface RankedQuery {
  readonly words: readonly Scored[];
  readonly vectors: readonly Scored[];
}

export interface FusionReading {
  readonly fusion: Fusion;
  /** Of the metric over the queries that it judges. */
  readonly mean: number;
}

export interface FusionChoice extends FusionReading {
  readonly queries: number;
  /** All that were tried, simplest first. */
  readonly readings: readonly FusionReading[];
}

const defaultWeights = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** Means that differ by less are equal but for rounding. */
const tie = 1e-9;

/**
 * Words alone, vectors alone, RRF and a grid of weights. The metric is of one ranked list of ids, more being better, `undefined` where the
 * question has nothing to find. The best mean wins; of equals the simplest, which is the order above, weights nearest to one half first.
 * `undefined` when no query is judged. Chosen on few questions, the gain over the next is mostly luck: read it on others.
 */
export function chooseFusion<Q extends RankedQuery>(
  queries: readonly Q[],
  metric: (ranked: readonly string[], query: Q) => number | undefined,
  weights: readonly number[] = defaultWeights,
): FusionChoice | undefined {
  const inOrder = weights.toSorted((a, b) => Math.abs(a - 0.5) - Math.abs(b - 0.5) || a - b);
  const candidates: Fusion[] = [
    { kind: 'words' },
    { kind: 'vectors' },
    { kind: 'rrf' },
    ...inOrder.map((vectorWeight): Fusion => ({ kind: 'weighted', vectorWeight })),
  ];
  let judged = 0;
  const readings = candidates.map((fusion): FusionReading => {
    const values = queries.flatMap((query) => {
      const ranked = fuse(query.words, query.vectors, fusion).map(({ id }) => id);
      return metric(ranked, query) ?? [];
    });
    judged = values.length;
    return { fusion, mean: values.reduce((sum, value) => sum + value, 0) / values.length };
  });
  if (judged === 0) return undefined;
  const best = readings.reduce((a, b) => (b.mean > a.mean + tie ? b : a));
  return { ...best, queries: judged, readings };
}
