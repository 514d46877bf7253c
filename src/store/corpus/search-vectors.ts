/** Searches a corpus by vector: exactly, or through an index where that is faster and finds no less. Knows nothing of words. */
import type { ChunkQuery, FoundPassage } from '../../domain/ports/corpus-store.ts';
import { binaryReals } from './binary-array.ts';
import type { OpenCorpus } from './read-as.ts';
import { type Ranking, rankChunks, rankingParameter, searchRanked } from './search-ranked.ts';

/** Comparing that many vectors, found by their documents, costs less than going through all. */
const mostComparedByDocument = 4_000;

export async function searchVectors(
  corpus: OpenCorpus,
  vector: Float32Array,
  query: ChunkQuery,
): Promise<FoundPassage[]> {
  const ranking: Ranking = {
    table: corpus.tables.vectors,
    rank: `c.embedding <=> ${rankingParameter}::real[]::vector`,
    parameter: binaryReals([vector]),
  };
  return searchRanked(
    corpus,
    query,
    (rank) => 1 - rank,
    (client, visibleChunks) =>
      rankChunks(
        client,
        corpus,
        visibleChunks <= mostComparedByDocument ? 'by document' : 'whole table',
        ranking,
        query,
      ),
  );
}
