/**
 * The tables of one corpus: its chunks with their word index, and its vectors. They are its own, so that statistics of words, the index over
 * vectors and a scan over all of them know nothing of other corpora. Knows nothing of searching.
 */
import type { Corpus, CorpusSettings } from '../../domain/ports/corpus-store.ts';

export interface CorpusTables {
  readonly id: number;
  readonly chunks: string;
  readonly vectors: string;
  /** Index over the words of the chunks. */
  readonly words: string;
  /** Index over the vectors, which `optimise` builds. */
  readonly nearest: string;
  readonly ranking: Corpus['lexicalRanking'];
  /** Text search configuration of Postgres. */
  readonly wordConfig: string;
  readonly hasVectors: boolean;
}

/** `id` is the database's own number and goes into names of tables. */
export function corpusTables(
  id: number,
  ranking: CorpusTables['ranking'],
  { language, embedding }: CorpusSettings,
): CorpusTables {
  return {
    id,
    chunks: `fulcrum.chunks_${id}`,
    vectors: `fulcrum.vectors_${id}`,
    words: `chunks_${id}_words`,
    nearest: `vectors_${id}_nearest`,
    ranking,
    wordConfig: wordConfigOf(language),
    hasVectors: embedding !== undefined,
  };
}

/** What of a chunk is indexed by its words: the same text that is embedded. */
export const wordsOfChunk = `(context_line || E'\\n' || coalesce(header, '') || E'\\n' || text)`;

/** `pg_catalog` names of the stemmers that Postgres brings, by language. */
const wordConfigs: Readonly<Record<string, string>> = {
  ar: 'arabic',
  ca: 'catalan',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  eu: 'basque',
  fi: 'finnish',
  fr: 'french',
  ga: 'irish',
  hi: 'hindi',
  hu: 'hungarian',
  hy: 'armenian',
  id: 'indonesian',
  it: 'italian',
  lt: 'lithuanian',
  ne: 'nepali',
  nl: 'dutch',
  no: 'norwegian',
  nb: 'norwegian',
  nn: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sr: 'serbian',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
  yi: 'yiddish',
};

/** Of a language without a stemmer the words are matched as they stand. */
function wordConfigOf(language = 'en'): string {
  const primary = language.toLowerCase().split('-')[0] ?? '';
  return (Object.hasOwn(wordConfigs, primary) ? wordConfigs[primary] : undefined) ?? 'simple';
}

/** Statements that make the tables, once. */
export function createCorpusTables(tables: CorpusTables): string {
  const { chunks, vectors, words, ranking, wordConfig, hasVectors } = tables;
  const wordIndex =
    ranking === 'bm25'
      ? `create index ${words} on ${chunks} using bm25 (${wordsOfChunk}) with (text_config = '${wordConfig}');`
      : `alter table ${chunks} add column words tsvector
           generated always as (to_tsvector('pg_catalog.${wordConfig}'::regconfig, ${wordsOfChunk})) stored;
         create index ${words} on ${chunks} using gin (words);`;
  return `
create table ${chunks} (
  document_id bigint not null,
  index integer not null,
  context_line text not null,
  header text,
  text text not null,
  body json not null,
  primary key (document_id, index)
);
${wordIndex}
alter table ${chunks} enable row level security;
create policy readable on ${chunks} for select using (
  exists (select from fulcrum.documents d where d.id = document_id));
${hasVectors ? createVectors(vectors) : ''}`;
}

/** `vector`, not `halfvec`: twice the space, but the embedded engine scans it three times and indexes it four times as fast. */
const createVectors = (vectors: string) => `
create table ${vectors} (
  document_id bigint not null,
  index integer not null,
  embedding vector not null,
  primary key (document_id, index)
) with (toast_tuple_target = 8160);`;
