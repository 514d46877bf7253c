/** Why a document is among the results of a search, or why not. Tells nobody of a document that they may not read. */
import type { Fusion } from '../../domain/fusion.ts';
import type { Corpus, FoundPassage } from '../../domain/ports/corpus-store.ts';
import type { FailedFile } from '../sync/sync-report.ts';
import { isPending } from './pending-vector.ts';
import { type RankedPassage, type SearchRequest, searchCorpus } from './search-corpus.ts';

export interface SearchTarget {
  /** Its name. */
  readonly document: string;
  /** Only this chunk of it. */
  readonly chunkId?: string;
}

/** Whoever keeps the corpus is told of documents that the asking groups may not read, and of files that are none. */
export interface CorpusKeeper {
  /** Of the last sync. */
  readonly failed: readonly FailedFile[];
}

export type SearchExplanation = (
  | {
      /** Among those found; left out as repeating another; or ranked behind the last that was wanted. */
      readonly kind: 'found' | 'near-equal' | 'behind';
      /** Its passages that were fused, best first. */
      readonly passages: readonly RankedPassage[];
    }
  /** May be read, and ranks behind what is fused: its best rank in each search, absent where it is not among the first `lookedAt`. */
  | {
      readonly kind: 'below-depth';
      readonly wordRank?: number;
      readonly vectorRank?: number;
      readonly lookedAt: number;
    }
  /** May be read, and the filters of the search leave it out. */
  | { readonly kind: 'filtered' }
  /** May be read, and shares no word with the text, or has no text; nor is there a vector to find it by. */
  | { readonly kind: 'no-match' }
  /** Not there, or not for these groups; which of the two is for the keeper to know. */
  | { readonly kind: 'not-there' }
  | { readonly kind: 'not-permitted'; readonly readers: readonly string[] }
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'not-in-corpus' }
) & {
  readonly fusion: Fusion;
  readonly depth: number;
  /** Why its newest version is not what is searched; told to the keeper. */
  readonly outdated?: string;
};

/** How far down a document is looked for. */
const lookedAt = 10_000;

/** Searches anew, deeper where need be. Without `keeper` nothing is said that the groups could not find out by searching. */
export async function explainSearch(
  corpus: Corpus,
  request: SearchRequest,
  target: SearchTarget,
  keeper?: CorpusKeeper,
): Promise<SearchExplanation> {
  const { considered, fusion, depth } = await searchCorpus(corpus, request);
  const failed = keeper?.failed.find(({ name }) => name === target.document);
  const common = { fusion, depth, ...(failed?.keptVersion && { outdated: failed.problem }) };
  const passages = considered.filter(({ passage }) => isTarget(passage, target));
  if (passages.length > 0) return { kind: kindOf(passages), passages, ...common };
  const { groups } = request;
  const isVisible = (await corpus.readText(target.document, { start: 0, end: 1 }, groups)) !== undefined;
  if (isVisible) return { ...(await explainAbsence(corpus, request, fusion, target)), ...common };
  if (keeper === undefined) return { kind: 'not-there', ...common };
  const stored = (await corpus.documents()).find(({ name }) => name === target.document);
  if (stored !== undefined) return { kind: 'not-permitted', readers: stored.readers, ...common };
  if (failed !== undefined) return { kind: 'failed', problem: failed.problem, ...common };
  return { kind: 'not-in-corpus', ...common };
}

function isTarget(passage: FoundPassage['passage'], { document, chunkId }: SearchTarget): boolean {
  return passage.document === document && (chunkId === undefined || passage.chunkId === chunkId);
}

function kindOf(passages: readonly RankedPassage[]): 'found' | 'near-equal' | 'behind' {
  if (passages.some(({ rank }) => rank !== undefined)) return 'found';
  return passages.some(({ nearEqualOf }) => nearEqualOf !== undefined) ? 'near-equal' : 'behind';
}

async function explainAbsence(
  corpus: Corpus,
  { text, vector, groups, filters }: SearchRequest,
  fusion: Fusion,
  target: SearchTarget,
) {
  const searchBoth = async (query: Parameters<Corpus['searchWords']>[1]) => {
    const words = fusion.kind === 'vectors' ? [] : await corpus.searchWords(text, query);
    const known = fusion.kind === 'words' ? undefined : await (isPending(vector) ? vector.vector : vector);
    return { words, vectors: known ? await corpus.searchVectors(known, query) : [] };
  };
  const rankIn = (list: readonly FoundPassage[]) =>
    list.findIndex(({ passage }) => isTarget(passage, target)) + 1 || undefined;
  const deep = await searchBoth({ groups, limit: lookedAt, ...filters });
  const [wordRank, vectorRank] = [rankIn(deep.words), rankIn(deep.vectors)];
  const below = {
    kind: 'below-depth' as const,
    ...(wordRank !== undefined && { wordRank }),
    ...(vectorRank !== undefined && { vectorRank }),
    lookedAt,
  };
  if (wordRank !== undefined || vectorRank !== undefined) return below;
  const alone = { groups, limit: lookedAt, sources: [target.document] };
  const isIn = async (query: typeof alone) => {
    const { words, vectors } = await searchBoth(query);
    return rankIn(words) !== undefined || rankIn(vectors) !== undefined;
  };
  if (!(await isIn(alone))) return { kind: 'no-match' as const };
  const { sources, ...others } = filters ?? {};
  const isOfSources = sources?.some((source) => target.document.startsWith(source)) ?? true;
  return isOfSources && (await isIn({ ...alone, ...others })) ? below : { kind: 'filtered' as const };
}
