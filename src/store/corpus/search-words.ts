/** Searches a corpus by words: BM25 where the database has it, else the rank that Postgres brings. Knows nothing of vectors. */
import type { ChunkQuery, FoundPassage } from '../../domain/ports/corpus-store.ts';
import { type CorpusTables, wordsOfChunk } from './corpus-tables.ts';
import {
  filterBy,
  type Ranking,
  rankByDocument,
  rankWholeTable,
  type SearchedCorpus,
  searchRanked,
} from './search-ranked.ts';
import { storableText } from './storable-text.ts';

/** Scoring that many chunks one by one (0.3 ms each) costs less than reading the index past everything that may not be seen. */
const mostScoredOneByOne = 100;
/** Longer queries are cut: each word costs a walk through the index, and no question is longer. */
const maxQueryCharacters = 8_000;

export async function searchWords(
  corpus: SearchedCorpus,
  text: string,
  query: ChunkQuery,
): Promise<FoundPassage[]> {
  const { tables } = corpus;
  const asked = storableText(text.slice(0, maxQueryCharacters));
  const ranking = tables.ranking === 'bm25' ? byBm25(tables, asked) : byAnyWord(tables, asked);
  return searchRanked(
    corpus,
    query,
    (rank) => -rank,
    async (client, searched, extent) => {
      const keys =
        extent.visible <= mostScoredOneByOne
          ? await rankByDocument(client, ranking, searched, query.limit)
          : await rankWholeTable(
              client,
              throughIndex(ranking, tables),
              filterBy(searched, extent),
              query.limit,
            );
      // BM25 gives 0 to what shares no word.
      return keys.filter((key) => key.rank < 0);
    },
  );
}

const byBm25 = ({ chunks, words }: CorpusTables, parameter: string): Ranking => ({
  table: chunks,
  order: (p) => `${wordsOfChunk} <@> to_bm25query(${p}::text, 'fulcrum.${words}')`,
  parameter,
});

/** The index scan of BM25 knows the score of the row it stands on; asked for as an expression, it would be computed anew from the text. */
const throughIndex = (ranking: Ranking, { ranking: by }: CorpusTables): Ranking =>
  by === 'bm25' ? { ...ranking, rank: 'bm25_get_current_score()' } : ranking;

function byAnyWord({ chunks, wordConfig }: CorpusTables, parameter: string): Ranking {
  // As lexemes in quotes: nothing in the text is an operator.
  const anyWord = (p: string) => `(
    select string_agg('''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || '''', ' | ')::tsquery
    from unnest(tsvector_to_array(to_tsvector('pg_catalog.${wordConfig}'::regconfig, ${p}::text))) lexeme)`;
  return {
    table: chunks,
    order: (p) => `-ts_rank(words, ${anyWord(p)}, 1)`,
    matches: (p) => `words @@ ${anyWord(p)}`,
    parameter,
  };
}
