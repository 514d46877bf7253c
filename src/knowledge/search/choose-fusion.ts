/** Which fusion ranks best on given questions, from the ranked lists of both searches: nothing is searched again. Knows no metric. */
import { equalWeights, type Fusion } from '../../domain/fusion.ts';
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
 * But weighing both alike, where it is among them, gives way only to a gain of more than one standard error of the paired difference: on a
 * hundred questions a smaller one is mostly luck. `undefined` when no query is judged.
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
  const tried = candidates.map((fusion): Tried => {
    const values = queries.flatMap((query) => {
      const ranked = fuse(query.words, query.vectors, fusion).map(({ id }) => id);
      return metric(ranked, query) ?? [];
    });
    return { fusion, values, mean: meanOf(values) };
  });
  const best = tried.reduce((a, b) => (b.mean > a.mean + tie ? b : a));
  if (best.values.length === 0) return undefined;
  const alike = tried.find(
    ({ fusion }) => fusion.kind === 'weighted' && fusion.vectorWeight === equalWeights.vectorWeight,
  );
  const isLuck = alike !== undefined && best.mean > alike.mean + tie && isWithinOneError(best, alike);
  const { fusion, mean } = isLuck ? alike : best;
  const readings = tried.map(({ values: _, ...reading }) => reading);
  return { fusion, mean, queries: best.values.length, readings };
}

interface Tried extends FusionReading {
  /** By query. */
  readonly values: readonly number[];
}

function isWithinOneError(best: Tried, alike: Tried): boolean {
  const differences = best.values.map((value, i) => value - (alike.values[i] as number));
  const mean = meanOf(differences);
  const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (differences.length - 1);
  return mean <= Math.sqrt(variance / differences.length) || differences.length === 1;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
