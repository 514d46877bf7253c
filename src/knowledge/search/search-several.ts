/** Searches for a question and for other wordings of it, and makes one list of theirs. Knows not who worded them. */
import type { Passage } from '../../domain/passage.ts';
import type { Corpus } from '../../domain/ports/corpus-store.ts';
import { NearEquals } from './near-equals.ts';
import { type SearchRequest, type SearchResult, searchCorpus } from './search-corpus.ts';

export interface SeveralFound {
  /** Best first, at most `k`. */
  readonly passages: readonly Passage[];
  /** Of the question itself. */
  readonly own: SearchResult;
}

/** Of reciprocal rank fusion, as for two lists. */
const constant = 60;

export interface Wording {
  readonly text: string;
  readonly vector?: NonNullable<SearchRequest['vector']>;
}

/** Fused by the sum of 1 ÷ (60 + rank); of equals, what the question found before what another wording did. */
export async function searchSeveral(
  corpus: Corpus,
  question: SearchRequest & { readonly k: number },
  others: readonly Wording[],
): Promise<SeveralFound> {
  const [own, ...further] = (await Promise.all(
    [question, ...others.map((other) => ({ ...question, ...other }))].map((request) =>
      searchCorpus(corpus, request),
    ),
  )) as [SearchResult, ...SearchResult[]];
  const lists = [own, ...further].map(({ found }) => found.map(({ passage }) => passage));
  return { passages: further.length === 0 ? (lists[0] ?? []) : fuseLists(lists, question), own };
}

function fuseLists(
  lists: readonly (readonly Passage[])[],
  { k, repeatsWithin }: SearchRequest & { readonly k: number },
): Passage[] {
  const scores = new Map<string, { passage: Passage; score: number }>();
  for (const list of lists)
    for (const [at, passage] of list.entries()) {
      const known = scores.get(passage.chunkId) ?? { passage, score: 0 };
      known.score += 1 / (constant + at + 1);
      scores.set(passage.chunkId, known);
    }
  const nearEquals = new NearEquals(repeatsWithin);
  const kept: Passage[] = [];
  for (const { passage } of [...scores.values()].sort((a, b) => b.score - a.score)) {
    if (kept.length === k) break;
    if (nearEquals.add(passage) === undefined) kept.push(passage);
  }
  return kept;
}
