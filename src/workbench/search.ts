/** `fulcrum search`: brings the corpus up to its folder and finds passages for whoever asks. Buys nothing but what syncing and the vector of the question take. */
import type { Fusion } from '../domain/fusion.ts';
import type { StoredDocument } from '../domain/ports/corpus-store.ts';
import { needsSynthesis } from '../knowledge/search/needs-synthesis.ts';
import { type RankedPassage, type SearchFilters, searchCorpus } from '../knowledge/search/search-corpus.ts';
import { openKnowledge } from './knowledge/open-knowledge.ts';
import { openRetrieval, vectorOf } from './knowledge/open-retrieval.ts';
import { readAs } from './knowledge/read-as.ts';
import { synthesisNote } from './knowledge/synthesis-note.ts';
import type { Workbench } from './open-workbench.ts';

export interface SearchOptions {
  readonly query: string;
  /** Who asks. */
  readonly principal?: string;
  /** Passages wanted. */
  readonly k: number;
  readonly filters?: SearchFilters;
  /** Spend at most this. */
  readonly budgetUsd?: number;
}

export interface Searched {
  readonly passages: readonly RankedPassage[];
  readonly fusion: Fusion;
  /** Rung whose search this is; absent where none answers from documents. */
  readonly rung?: string;
}

/** Throws `PRINCIPAL_MISSING`. */
export async function search(
  workbench: Workbench,
  { query, principal, k, filters, ...spending }: SearchOptions,
): Promise<Searched> {
  const { onProgress } = workbench.options;
  const knowledge = await openKnowledge(workbench, {
    verb: 'search',
    notesSync: principal === undefined,
    ...spending,
  });
  const { documents, fusion, rung } = await openRetrieval(workbench, knowledge);
  const groups = await readAs(documents, principal, onProgress);
  if (needsSynthesis(query).isNeeded) onProgress({ kind: 'note', text: synthesisNote });
  const vector = fusion.kind === 'words' ? undefined : vectorOf(query, knowledge);
  const { found } = await searchCorpus(documents.corpus, {
    text: query,
    groups,
    k,
    fusion,
    ...(vector && { vector }),
    ...(filters && { filters }),
  });
  if (found.length === 0 && filters?.categories) {
    const text = unknownCategories(filters.categories, await documents.corpus.documents(), groups);
    if (text !== undefined) onProgress({ kind: 'note', text });
  }
  return { passages: found, fusion, ...(rung !== undefined && { rung }) };
}

/** Names no category but of what these groups may read. */
function unknownCategories(
  wanted: readonly string[],
  stored: readonly StoredDocument[],
  groups: readonly string[],
): string | undefined {
  const visible = stored.filter(({ readers }) => readers.some((reader) => groups.includes(reader)));
  const known = new Set(visible.flatMap(({ category }) => category ?? []));
  const unknown = wanted.filter((category) => !known.has(category));
  if (unknown.length === 0) return undefined;
  const there = known.size === 0 ? 'none has one' : `there are ${[...known].toSorted().join(', ')}`;
  return `no document that may be read is of the category ${unknown.join(', ')}; ${there}`;
}
