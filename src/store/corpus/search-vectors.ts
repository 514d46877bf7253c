/** Searches a corpus by vector: exactly, or through an index where that finds no less. Knows nothing of words. */
import type { PoolClient } from 'pg';
import type { ChunkQuery, FoundPassage } from '../../domain/ports/corpus-store.ts';
import { indexedVector } from './nearest-index.ts';
import type { OpenCorpus } from './read-as.ts';
import {
  type Extent,
  type Key,
  type Ranking,
  rankChunks,
  rankingParameter,
  searchedIds,
  searchRanked,
} from './search-ranked.ts';
import { filterParameters } from './visible-documents.ts';

/** Comparing that many vectors takes no longer than walking the index. */
const mostComparedAtOnce = 4_000;

export async function searchVectors(
  corpus: OpenCorpus,
  vector: Float32Array,
  query: ChunkQuery,
): Promise<FoundPassage[]> {
  const by = (column: string): Ranking => ({
    table: corpus.tables.vectors,
    // Of the very type of the parameter: a cast would be done again for every row.
    rank: `${column} <=> ${rankingParameter}::vector`,
    parameter: `[${vector.join(',')}]`,
  });
  return searchRanked(
    corpus,
    query,
    (rank) => 1 - rank,
    async (client, { visible, all }) => {
      if (visible > mostComparedAtOnce && (await hasIndex(client, corpus))) {
        const keys = await nearestOfAll(
          client,
          corpus,
          by(indexedVector('c.embedding', vector.length)),
          query,
        );
        if (keys.length === Math.min(query.limit, visible)) return keys;
      }
      return rankChunks(client, corpus, exactPath({ visible, all }), by('c.embedding'), query);
    },
  );
}

/** Finding rows by their documents costs about as much again as passing over them. */
const exactPath = ({ visible, all }: Extent) => (visible * 2 <= all ? 'by document' : 'whole table');

async function hasIndex(client: PoolClient, { tables }: OpenCorpus): Promise<boolean> {
  const { rows } = await client.query('select where to_regclass($1) is not null', [
    `fulcrum.${tables.nearest}`,
  ]);
  return rows.length > 0;
}

/** The most that pgvector takes. */
const mostCandidates = 1_000;

/**
 * Those of the nearest of all that the query may see. Where that is as many as it asks for, they are its nearest, because all that is nearer
 * is among them; where it is fewer, its nearest lie further away. An index that walks on until it has seen enough loses them there: of
 * 50,000 vectors in topics, of which a user sees half of the topics, it found 79 % of the best ten (`strict_order`; 81 % `relaxed_order`).
 */
async function nearestOfAll(
  client: PoolClient,
  { tables }: OpenCorpus,
  { table, rank, parameter }: Ranking,
  query: ChunkQuery,
): Promise<Key[]> {
  const count = Math.min(mostCandidates, Math.max(160, query.limit * 4));
  // The more candidates the walk keeps, the surer the last of those counted are among them.
  await client.query(
    `set local hnsw.ef_search = ${Math.min(mostCandidates, count * 2)}; set local enable_sort = off`,
  );
  const { rows } = await client.query<Key>(
    `select c.* from (
       select c.document_id, c.index, ${rank} as rank from ${table} c order by rank limit ${count}
     ) c
     where (c.document_id in (${searchedIds(tables.id)})) is true
     order by rank limit ${query.limit}`,
    [...filterParameters(query), parameter],
  );
  await client.query('set local enable_sort = on');
  return rows;
}
