/** Searches a corpus by words and vectors, fuses the two and leaves repetitions out. Embeds nothing and knows no answers. */
import { equalWeights, type Fusion } from '../../domain/fusion.ts';
import type { ChunkQuery, Corpus, FoundPassage } from '../../domain/ports/corpus-store.ts';
import { type Fused, fuse, type Place } from './fuse.ts';
import { NearEquals, type RepeatsWithin } from './near-equals.ts';
import { isPending, type PendingVector } from './pending-vector.ts';

export type SearchFilters = Pick<ChunkQuery, 'categories' | 'sources' | 'from' | 'to'>;

export interface SearchRequest {
  readonly text: string;
  /** Of the text, by the model of the corpus; absent, only words are searched. While one is computed the words are searched. */
  readonly vector?: Float32Array | PendingVector;
  /** Of whoever asks (`groupsOf`); none finds nothing. */
  readonly groups: readonly string[];
  /** Passages wanted. Default 10. */
  readonly k?: number;
  /** Passages taken from each search before they are fused. Default 100, and never fewer than wanted. */
  readonly depth?: number;
  /** Default both at equal weight; words alone without a vector. `chooseFusion` finds what suits a corpus. */
  readonly fusion?: Fusion;
  /** Where repetitions are left out. Default `corpus`; `document` for whoever wants each document that says it. */
  readonly repeatsWithin?: RepeatsWithin;
  readonly filters?: SearchFilters;
}

/** A passage and what each stage made of it. */
export interface RankedPassage extends Omit<FoundPassage, 'score'> {
  /** Absent where that search did not find it within its depth. */
  readonly words?: Place;
  readonly vectors?: Place;
  readonly fused: Place;
  /** Chunk id of the passage that it repeats, for which it was left out. */
  readonly nearEqualOf?: string;
  /** From 1, of those found; absent of what was left out or ranks behind the last wanted. */
  readonly rank?: number;
}

export interface SearchResult {
  /** Best first, at most `k`. */
  readonly found: readonly RankedPassage[];
  /** All that was fused, in that order: what was found, what was left out between, and what ranks behind. */
  readonly considered: readonly RankedPassage[];
  /** What was used. */
  readonly fusion: Fusion;
  readonly depth: number;
}

/** @throws RangeError when vectors are asked for without one. */
export async function searchCorpus(corpus: Corpus, request: SearchRequest): Promise<SearchResult> {
  const { text, vector, groups, k = 10, repeatsWithin, filters } = request;
  const depth = Math.max(request.depth ?? 100, k);
  const fusion = request.fusion ?? (vector === undefined ? { kind: 'words' } : equalWeights);
  if (fusion.kind !== 'words' && vector === undefined)
    throw new RangeError(`${fusion.kind} needs the vector of the text`);
  const query = { groups, limit: depth, ...filters };
  const { vector: known, underWay } = isPending(vector) ? vector : { vector, underWay: undefined };
  const searchWords = async () => {
    await underWay;
    return corpus.searchWords(text, query);
  };
  const searchVectors = async () => corpus.searchVectors((await known) as Float32Array, query);
  const [words, vectors] = await Promise.all([
    fusion.kind === 'vectors' ? [] : searchWords(),
    fusion.kind === 'words' ? [] : searchVectors(),
  ]);
  const passages = new Map([...words, ...vectors].map((found) => [found.passage.chunkId, found]));
  const fused = fuse(words.map(scored), vectors.map(scored), fusion);
  const considered = leaveOutRepeated(fused, passages, k, repeatsWithin);
  const found = considered.filter(({ rank }) => rank !== undefined);
  return { found, considered, fusion, depth };
}

function scored({ passage, score }: FoundPassage): { readonly id: string; readonly score: number } {
  return { id: passage.chunkId, score };
}

function leaveOutRepeated(
  fused: readonly Fused[],
  passages: ReadonlyMap<string, FoundPassage>,
  k: number,
  within: RepeatsWithin | undefined,
): RankedPassage[] {
  const nearEquals = new NearEquals(within);
  let last = 0;
  return fused.map(({ id, score, words, vectors }, i) => {
    const { passage, writtenContext } = passages.get(id) as FoundPassage;
    const repeated = last < k ? nearEquals.add(passage) : undefined;
    const ranked = {
      passage,
      ...(writtenContext !== undefined && { writtenContext }),
      ...(words && { words }),
      ...(vectors && { vectors }),
      fused: { rank: i + 1, score },
    };
    if (repeated !== undefined) return { ...ranked, nearEqualOf: repeated.chunkId };
    if (last === k) return ranked;
    last += 1;
    return { ...ranked, rank: last };
  });
}
