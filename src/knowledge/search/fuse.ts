/** Two ranked lists, of words and of vectors, into one. Knows neither passages nor how the lists came about. */
import type { Fusion } from '../../domain/fusion.ts';

export interface Scored {
  readonly id: string;
  /** Higher is better. */
  readonly score: number;
}

export interface Place {
  /** From 1. */
  readonly rank: number;
  readonly score: number;
}

export interface Fused extends Scored {
  /** Absent where the list does not hold it. */
  readonly words?: Place;
  readonly vectors?: Place;
}

/**
 * Best first; both lists are. What scores the same is ordered by its better rank, then by id, so that equal lists give equal results.
 *
 * Scores are normalised so that what a list lacks counts 0 in it. BM25 has a true zero, no word in common: scores are divided by the best.
 * Cosines have none that means anything (unrelated texts have 0.1 in one model and 0.7 in another): the lowest in the list counts 0, as
 * what is not in it can only be lower. Standard scores (z) would have no such place for what a list lacks.
 */
export function fuse(words: readonly Scored[], vectors: readonly Scored[], fusion: Fusion): Fused[] {
  const [wordPlaces, vectorPlaces] = [placesOf(words), placesOf(vectors)];
  const scoreOf = scorer(words, vectors, fusion);
  const ids = new Set<string>();
  if (fusion.kind !== 'vectors') for (const { id } of words) ids.add(id);
  if (fusion.kind !== 'words') for (const { id } of vectors) ids.add(id);
  return [...ids]
    .map((id): Fused => {
      const [byWords, byVectors] = [wordPlaces.get(id), vectorPlaces.get(id)];
      const score = scoreOf(byWords, byVectors);
      return { id, score, ...(byWords && { words: byWords }), ...(byVectors && { vectors: byVectors }) };
    })
    .sort((a, b) => b.score - a.score || bestRank(a) - bestRank(b) || (a.id < b.id ? -1 : 1));
}

type ScoreOf = (words: Place | undefined, vectors: Place | undefined) => number;

function scorer(words: readonly Scored[], vectors: readonly Scored[], fusion: Fusion): ScoreOf {
  switch (fusion.kind) {
    case 'words':
      return (byWords) => byWords?.score ?? 0;
    case 'vectors':
      return (_, byVectors) => byVectors?.score ?? 0;
    case 'rrf': {
      const constant = fusion.constant ?? 60;
      const part = (place: Place | undefined) => (place === undefined ? 0 : 1 / (constant + place.rank));
      return (byWords, byVectors) => part(byWords) + part(byVectors);
    }
    case 'weighted': {
      const weight = fusion.vectorWeight;
      if (!(weight >= 0 && weight <= 1)) throw new RangeError('vectorWeight is between 0 and 1');
      const ofWords = normaliser(words, 0);
      const ofVectors = normaliser(vectors, vectors.at(-1)?.score ?? 0);
      return (byWords, byVectors) => (1 - weight) * ofWords(byWords) + weight * ofVectors(byVectors);
    }
  }
}

/** The best score becomes 1, `floor` 0. */
function normaliser(list: readonly Scored[], floor: number): (place: Place | undefined) => number {
  const range = (list[0]?.score ?? 0) - floor;
  return (place) => {
    if (place === undefined) return 0;
    return range > 0 ? (place.score - floor) / range : 1;
  };
}

function placesOf(list: readonly Scored[]): Map<string, Place> {
  return new Map(list.map(({ id, score }, i) => [id, { rank: i + 1, score }]));
}

function bestRank({ words, vectors }: Fused): number {
  return Math.min(words?.rank ?? Number.POSITIVE_INFINITY, vectors?.rank ?? Number.POSITIVE_INFINITY);
}
