/** Searches a corpus by vector: exactly, or through an index where that finds no less. Knows nothing of words. */
import type { PoolClient } from 'pg';
import type { ChunkQuery, FoundPassage } from '../../domain/ports/corpus-store.ts';
import { binaryVector } from './binary-array.ts';
import { indexedVector } from './nearest-index.ts';
import type { Key } from './read-passages.ts';
import {
  filterBy,
  type Ranking,
  rankByDocument,
  rankWholeTable,
  type SearchedCorpus,
  searchRanked,
} from './search-ranked.ts';
import type { Searched } from './visible-documents.ts';

/** Comparing that many vectors takes no longer than walking the index and then, often, comparing them after all. */
const mostComparedAtOnce = { inDatabase: 4_000, kept: 10_000 };
/** The index looks at twice as many as it is asked for, and pgvector lets it look at 1,000. */
const mostAsked = 500;
/** Fewer find too little: of 50,000 the best ten to 98 %. */
const fewestAsked = 80;
/** A statement for each is planned and kept. */
const askedInSteps = 20;

export async function searchVectors(
  corpus: SearchedCorpus,
  vector: Float32Array,
  query: ChunkQuery,
): Promise<FoundPassage[]> {
  const by = (column: string): Ranking => ({
    table: corpus.tables.vectors,
    // Of the very type of the parameter: a cast would be done again for every row.
    order: (p) => `${column} <=> ${p}::vector`,
    parameter: binaryVector(vector),
  });
  return searchRanked(
    corpus,
    query,
    (rank) => 1 - rank,
    async (client, searched, extent) => {
      const { visible, all, isIndexed } = extent;
      const filter = filterBy(searched, extent);
      const kept = corpus.kept.isWorthwhile(all, vector.length) ? corpus.kept : undefined;
      const asked = howManyOfAll(query.limit, visible, all);
      if (isIndexed && asked <= mostAsked && visible > mostComparedAtOnce[kept ? 'kept' : 'inDatabase']) {
        const indexed = by(indexedVector('c.embedding', vector.length));
        // Without the second the planner may take sorting all for cheaper. What follows in this transaction has no other way than to sort.
        await client.query(`set local hnsw.ef_search = ${asked * 2}; set local enable_sort = off`);
        const keys =
          filter === 'nothing'
            ? await rankWholeTable(client, indexed, filter, query.limit)
            : await nearestOfAll(client, indexed, filter, { asked, limit: query.limit });
        if (keys.length === query.limit) return keys;
      }
      const nearest = await kept?.nearest(client, searched, extent, { vector, limit: query.limit });
      if (nearest !== undefined) return nearest;
      corpus.kept.countComparisons(visible);
      // Finding rows by their documents costs about as much again as passing over them.
      return visible * 2 <= all
        ? rankByDocument(client, by('c.embedding'), searched, query.limit)
        : rankWholeTable(client, by('c.embedding'), filter, query.limit);
    },
  );
}

/** So many of all hold as many as are wanted of what may be seen; half as many again where not all may be, since both lie in clusters. */
function howManyOfAll(limit: number, visible: number, all: number): number {
  const wanted = visible === all ? limit : (1.5 * limit * all) / visible;
  return Math.max(fewestAsked, Math.ceil(wanted / askedInSteps) * askedInSteps);
}

/**
 * Those of the nearest of all that the query may see. Where that is as many as it asks for, they are its nearest, because all that is nearer
 * is among them; where it is fewer, its nearest lie further away. Of what the index has looked at, the nearer half is taken: of 50,000 vectors in
 * topics, of which a user sees half of the topics, it then found all of the best hundred where it found a hundred, and 92 % when all was taken.
 * An index that walks on until it has seen enough loses them too (79 % of the best ten in `strict_order`, 81 % in `relaxed_order`).
 */
async function nearestOfAll(
  client: PoolClient,
  { table, order, parameter }: Ranking,
  { conditionOfOne, parameters }: Searched,
  { asked, limit }: { readonly asked: number; readonly limit: number },
): Promise<Key[]> {
  const { rows } = await client.query<Key>(
    `select c.* from (
       select c.document_id, c.index, ${order(`$${parameters.length + 1}`)} as rank
       from ${table} c order by rank limit ${asked}
     ) c
     cross join lateral (select from fulcrum.documents d where d.id = c.document_id and ${conditionOfOne} offset 0) d
     order by rank limit ${limit}`,
    [...parameters, parameter],
  );
  return rows;
}
