/** Searches a corpus by vector: exactly, or through an index where that is faster and finds no less. Knows nothing of words. */
import type { PoolClient } from 'pg';
import type { ChunkQuery, FoundPassage } from '../../domain/ports/corpus-store.ts';
import { indexedVector } from './nearest-index.ts';
import type { OpenCorpus } from './read-as.ts';
import { type Key, type Ranking, rankChunks, rankingParameter, searchRanked } from './search-ranked.ts';

/** Comparing that many vectors, found by their documents, costs less than walking an index past what may not be seen. */
const mostComparedByDocument = 4_000;
/** Candidates that the walk keeps; the more, the surer the best are among them. 1,000 is the most that pgvector takes. */
const candidates = (limit: number) => Math.min(1_000, Math.max(160, limit * 2));

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
    async (client, visibleChunks) => {
      if (visibleChunks <= mostComparedByDocument)
        return rankChunks(client, corpus, 'by document', by('c.embedding'), query);
      if (await hasIndex(client, corpus)) {
        const keys = await walkIndex(client, corpus, by(indexedVector('c.embedding', vector.length)), query);
        if (keys.length >= Math.min(query.limit, visibleChunks)) return keys;
      }
      return rankChunks(client, corpus, 'whole table', by('c.embedding'), query);
    },
  );
}

async function hasIndex(client: PoolClient, { tables }: OpenCorpus): Promise<boolean> {
  const { rows } = await client.query('select where to_regclass($1) is not null', [
    `fulcrum.${tables.nearest}`,
  ]);
  return rows.length > 0;
}

/** In strict order and further and further, until enough is found that may be seen or the walk has become longer than comparing all. */
async function walkIndex(
  client: PoolClient,
  corpus: OpenCorpus,
  ranking: Ranking,
  query: ChunkQuery,
): Promise<Key[]> {
  await client.query(`set local hnsw.iterative_scan = strict_order;
    set local hnsw.ef_search = ${candidates(query.limit)};
    set local enable_sort = off`);
  const keys = await rankChunks(client, corpus, 'whole table', ranking, query);
  await client.query('set local enable_sort = on');
  return keys;
}
