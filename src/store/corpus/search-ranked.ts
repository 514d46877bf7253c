/** Finds the best chunks by some rank among those a query may see, and reads them. Knows nothing of what the rank means. */
import type { PoolClient } from 'pg';
import type { ChunkQuery, FoundPassage } from '../../domain/ports/corpus-store.ts';
import type { CorpusExtent, Extent } from './corpus-extent.ts';
import type { KeptVectors } from './kept-vectors.ts';
import { type OpenCorpus, readAs } from './read-as.ts';
import { type Key, readPassages } from './read-passages.ts';
import { type Searched, searchedDocuments } from './visible-documents.ts';

export interface Ranking {
  /** The table that holds what is ranked, by `document_id` and `index`. */
  readonly table: string;
  /** What its rows `c` are ordered by: lower is better. */
  readonly order: (parameter: string) => string;
  /** The value of `order`, where there is a cheaper way to it. */
  readonly rank?: string;
  /** Which rows have a rank at all. */
  readonly matches?: (parameter: string) => string;
  readonly parameter: string | Buffer;
}

/** A corpus and what searching it remembers. */
export interface SearchedCorpus extends OpenCorpus {
  readonly extentOf: CorpusExtent;
  readonly kept: KeptVectors;
}

/** What rows are filtered by: nothing where all may be seen, which the snapshot says that is searched. */
export type Filter = Searched | 'nothing';

export function filterBy(searched: Searched, { visible, all }: Extent): Filter {
  return visible === all ? 'nothing' : searched;
}

/** Every chunk of the documents searched, found by their documents. */
export function rankByDocument(
  client: PoolClient,
  ranking: Ranking,
  { condition, parameters }: Searched,
  limit: number,
): Promise<Key[]> {
  const rows = `(select d.id from fulcrum.documents d where ${condition}) searched
    cross join lateral (select * from ${ranking.table} c where c.document_id = searched.id offset 0) c`;
  return rank(client, ranking, rows, 'true', parameters, limit);
}

/**
 * In the order of an index, or one after the other, passing over what is not searched. The forms of these statements leave the planner no
 * choice between the two, because its guess at how much a user may see is no guess at all.
 */
export function rankWholeTable(
  client: PoolClient,
  ranking: Ranking,
  filter: Filter,
  limit: number,
): Promise<Key[]> {
  const rows = `${ranking.table} c`;
  if (filter === 'nothing') return rank(client, ranking, rows, 'true', [], limit);
  const { condition, parameters } = filter;
  const isSearched = `(c.document_id in (select d.id from fulcrum.documents d where ${condition})) is true`;
  return rank(client, ranking, rows, isSearched, parameters, limit);
}

async function rank(
  client: PoolClient,
  { order, rank: value, matches, parameter }: Ranking,
  from: string,
  condition: string,
  parameters: readonly unknown[],
  limit: number,
): Promise<Key[]> {
  const asked = `$${parameters.length + 1}`;
  const { rows } = await client.query<Key>(
    `select c.document_id, c.index, ${value ?? order(asked)} as rank
     from ${from} where ${condition} and ${matches?.(asked) ?? 'true'}
     order by ${order(asked)} limit ${limit}`,
    [...parameters, parameter],
  );
  return rows;
}

/** Best first; `scoreOf` makes the score of a rank. `find` is not asked where nothing is visible. */
export async function searchRanked(
  corpus: SearchedCorpus,
  query: ChunkQuery,
  scoreOf: (rank: number) => number,
  find: (client: PoolClient, searched: Searched, extent: Extent) => Promise<readonly Key[]>,
): Promise<FoundPassage[]> {
  if (!Number.isSafeInteger(query.limit) || query.limit < 0)
    throw new RangeError(`a limit of ${query.limit}`);
  if (query.groups.length === 0 || query.limit === 0) return [];
  const searched = searchedDocuments(corpus.tables.id, query);
  return readAs(
    corpus,
    query.groups,
    async (client) => {
      const extent = await corpus.extentOf(client, searched);
      return extent.visible === 0 ? [] : find(client, searched, extent);
    },
    async (client, keys) => {
      const found = await readPassages(client, corpus.tables, query.groups, keys);
      return found.map(({ rank, ...passage }) => ({ ...passage, score: scoreOf(rank) }));
    },
  );
}
