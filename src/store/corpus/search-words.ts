/** Searches a corpus by words: BM25 where the database has it, else the rank that Postgres brings. Knows nothing of vectors. */
import type { ChunkQuery, FoundPassage } from '../../domain/ports/corpus-store.ts';
import { type CorpusTables, wordsOfChunk } from './corpus-tables.ts';
import type { OpenCorpus } from './read-as.ts';
import { type Ranking, rankChunks, rankingParameter, searchRanked } from './search-ranked.ts';
import { storableText } from './storable-text.ts';

/** Scoring that many chunks one by one (0.3 ms each) costs less than reading the index past everything that may not be seen. */
const mostScoredOneByOne = 100;
/** Longer queries are cut: each word costs a walk through the index, and no question is longer. */
const maxQueryCharacters = 8_000;

function rankingBy({ ranking, chunks, words, wordConfig }: CorpusTables, text: string): Ranking {
  const parameter = storableText(text.slice(0, maxQueryCharacters));
  if (ranking === 'bm25')
    return {
      table: chunks,
      rank: `${wordsOfChunk} <@> to_bm25query(${rankingParameter}::text, 'fulcrum.${words}')`,
      parameter,
    };
  // Any of the words, as lexemes in quotes: nothing in the text is an operator.
  const anyWord = `(
    select string_agg('''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || '''', ' | ')::tsquery
    from unnest(tsvector_to_array(to_tsvector('pg_catalog.${wordConfig}'::regconfig, ${rankingParameter}::text))) lexeme)`;
  return { table: chunks, rank: `-ts_rank(words, ${anyWord}, 1)`, matches: `words @@ ${anyWord}`, parameter };
}

export async function searchWords(
  corpus: OpenCorpus,
  text: string,
  query: ChunkQuery,
): Promise<FoundPassage[]> {
  const ranking = rankingBy(corpus.tables, text);
  return searchRanked(
    corpus,
    query,
    (rank) => -rank,
    async (client, { visible }) => {
      const isFew = visible <= mostScoredOneByOne;
      const keys = await rankChunks(client, corpus, isFew ? 'by document' : 'whole table', ranking, query);
      // BM25 gives 0 to what shares no word.
      return keys.filter((key) => key.rank < 0);
    },
  );
}
