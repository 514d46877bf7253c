/** Finds the best chunks by some rank among those a query may see, and reads them. Knows nothing of what the rank means. */
import type { PoolClient } from 'pg';
import type { Chunk } from '../../domain/chunk.ts';
import { contentHash } from '../../domain/content-hash.ts';
import type { ChunkQuery, FoundPassage } from '../../domain/ports/corpus-store.ts';
import { type OpenCorpus, readAs } from './read-as.ts';
import { filterCount, filterParameters, isReadable, isSearched } from './visible-documents.ts';

export interface Ranking {
  /** The table that holds what is ranked, by `document_id` and `index`. */
  readonly table: string;
  /** An expression over its columns that is lower for what is better. */
  readonly rank: string;
  /** Which rows have a rank at all, over its columns. */
  readonly matches?: string;
  readonly parameter: unknown;
}

/** The parameter of a ranking, in its SQL. */
export const rankingParameter = `$${filterCount + 1}`;

export interface Key {
  readonly document_id: string;
  readonly index: number;
  readonly rank: number;
}

/** Numbers of chunks: those the query may see, and all of the corpus. */
export interface Extent {
  readonly visible: number;
  readonly all: number;
}

/** The ids of the documents that a query searches. */
export const searchedIds = (corpusId: number) =>
  `select d.id from fulcrum.documents d where ${isSearched(corpusId)}`;

/**
 * `by document`: every chunk of the documents searched, found by their documents. `whole table`: in the order of an index or one after the
 * other, passing over what is not searched. The forms of these statements leave the planner no choice between the two, because its guess
 * at how much a user may see is no guess at all.
 */
export async function rankChunks(
  client: PoolClient,
  { tables }: OpenCorpus,
  path: 'by document' | 'whole table',
  { table, rank, matches = 'true', parameter }: Ranking,
  query: ChunkQuery,
): Promise<Key[]> {
  const searched = searchedIds(tables.id);
  const rows =
    path === 'by document'
      ? `(${searched}) searched cross join lateral (
           select * from ${table} c where c.document_id = searched.id offset 0) c where ${matches}`
      : `${table} c where (c.document_id in (${searched})) is true and ${matches}`;
  const { rows: keys } = await client.query<Key>(
    `select c.document_id, c.index, ${rank} as rank from ${rows} order by rank limit ${query.limit}`,
    [...filterParameters(query), parameter],
  );
  return keys;
}

async function extentOf(client: PoolClient, { tables }: OpenCorpus, query: ChunkQuery): Promise<Extent> {
  const { rows } = await client.query<Extent>(
    `select coalesce(sum(d.chunk_count) filter (where ${isSearched(tables.id)}), 0)::integer as visible,
       coalesce(sum(d.chunk_count), 0)::integer as all
     from fulcrum.documents d where d.corpus_id = ${tables.id}`,
    filterParameters(query),
  );
  return rows[0] as Extent;
}

/** Best first; `scoreOf` makes the score of a rank. `find` is not asked where nothing is visible. */
export async function searchRanked(
  corpus: OpenCorpus,
  query: ChunkQuery,
  scoreOf: (rank: number) => number,
  find: (client: PoolClient, extent: Extent) => Promise<readonly Key[]>,
): Promise<FoundPassage[]> {
  if (!Number.isSafeInteger(query.limit) || query.limit < 0)
    throw new RangeError(`a limit of ${query.limit}`);
  if (query.groups.length === 0 || query.limit === 0) return [];
  return readAs(
    corpus,
    query.groups,
    async (client) => {
      const extent = await extentOf(client, corpus, query);
      return extent.visible === 0 ? [] : find(client, extent);
    },
    (client, keys) => readPassages(client, corpus, query.groups, keys, scoreOf),
  );
}

async function readPassages(
  client: PoolClient,
  { tables }: OpenCorpus,
  groups: readonly string[],
  keys: readonly Key[],
  scoreOf: (rank: number) => number,
): Promise<FoundPassage[]> {
  if (keys.length === 0) return [];
  const { rows } = await client.query<Row>(
    `select k.rank, d.name, d.title, c.context_line, c.header, c.text, c.body
     from unnest($2::bigint[], $3::integer[], $4::float8[]) k (document_id, index, rank)
     join ${tables.chunks} c using (document_id, index)
     join fulcrum.documents d on d.id = c.document_id
     where ${isReadable(tables.id)}
     order by k.rank, d.name collate "C", c.index`,
    [groups, keys.map((key) => key.document_id), keys.map((key) => key.index), keys.map((key) => key.rank)],
  );
  return rows.map((row) => ({ passage: toPassage(row), score: scoreOf(row.rank) }));
}

/** What of a chunk has no column of its own; its `text` only where Postgres cannot hold it as text. */
export type ChunkBody = Pick<Chunk, 'span' | 'headingPath' | 'pages' | 'parentSpan' | 'contentHash'> & {
  readonly text?: string;
};

interface Row {
  readonly rank: number;
  readonly name: string;
  readonly title: string | null;
  readonly context_line: string;
  readonly header: string | null;
  readonly text: string;
  readonly body: ChunkBody;
}

function toPassage({ name, title, context_line, header, text, body }: Row): FoundPassage['passage'] {
  const { contentHash: hash, ...rest } = body;
  return {
    chunkId: contentHash([name, rest.span.start, rest.span.end, hash]),
    document: name,
    ...(title !== null && { title }),
    contextLine: context_line,
    ...(header !== null && { header }),
    text,
    ...rest,
  };
}
