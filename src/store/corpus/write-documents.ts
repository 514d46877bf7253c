/** Writes documents, their chunks and vectors into a corpus, each change in one transaction. Knows nothing of searching. */
import type { Pool, PoolClient } from 'pg';
import type { Chunk } from '../../domain/chunk.ts';
import { contentHash } from '../../domain/content-hash.ts';
import type { DocumentToStore } from '../../domain/ports/corpus-store.ts';
import { chunks as pieces } from '../chunks.ts';
import { inTransaction } from '../in-transaction.ts';
import { retryLostConnection } from '../retry-lost-connection.ts';
import { binaryByteas, binaryReals } from './binary-array.ts';
import type { CorpusTables } from './corpus-tables.ts';
import type { ChunkBody } from './read-passages.ts';
import { storableText } from './storable-text.ts';

/** Chunks sent at once: with vectors of 1,024 numbers 8 MB. */
const chunksPerStatement = 1_000;

export interface WrittenCorpus {
  readonly pool: Pool;
  readonly tables: CorpusTables;
}

/**
 * One transaction, repeated when its connection was lost. Writers of one corpus follow one another, because each begins by raising the
 * corpus's revision, whose row it locks; searching waits for nobody.
 */
export async function write<T>(
  { pool, tables }: WrittenCorpus,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  return retryLostConnection(() =>
    inTransaction(pool, async (client) => {
      await client.query('update fulcrum.corpora set revision = revision + 1 where id = $1', [tables.id]);
      return work(client);
    }),
  );
}

/** Adds the documents or replaces those of the same names; of two of one name the later stays. */
export function putDocuments(corpus: WrittenCorpus, documents: readonly DocumentToStore[]): Promise<void> {
  const last = [...new Map(documents.map((document) => [storableText(document.name), document])).values()];
  return write(corpus, async (client) => {
    const ids = await putRows(client, corpus.tables, last);
    await removeContents(client, corpus.tables, ids);
    const rows = last.flatMap((document, i) =>
      document.chunks.map(({ chunk, vector }) => ({ id: ids[i] as string, chunk, vector })),
    );
    await client.query(
      'insert into fulcrum.document_texts (document_id, text) select * from unnest($1::bigint[], $2::bytea[])',
      [ids, binaryByteas(last.map(({ text }) => Buffer.from(text, 'utf16le')))],
    );
    for (const some of pieces(rows, chunksPerStatement)) {
      await putChunks(client, corpus.tables, some);
      await putVectors(client, corpus.tables, some);
    }
  });
}

/** The ids of the documents, in their order. */
async function putRows(
  client: PoolClient,
  { id }: CorpusTables,
  documents: readonly DocumentToStore[],
): Promise<string[]> {
  const rows = documents.map((document, ordinal) => ({
    ordinal,
    ...accessList(document.readers),
    ...describe(document),
    name: storableText(document.name),
    page_count: document.pageCount,
    chunk_count: document.chunks.length,
  }));
  const result = await client.query<{ id: string }>(
    `with given as materialized (
       select * from json_to_recordset($1::json) as row (
         ordinal integer, readers_hash text, readers text[], name text, content_hash text, file_hash text, title text,
         category text, language text, date text, metadata text, notes text, page_count integer,
         chunk_count integer)
     ),
     lists as (${addAccessLists(id)}),
     put as (
       insert into fulcrum.documents (corpus_id, access_id, name, content_hash, file_hash, title, category, language, date,
         metadata, notes, page_count, chunk_count)
       select ${id}, lists.id, name, content_hash, file_hash, title, category, language, date, metadata::json, notes::json,
         page_count, chunk_count
       from given join lists using (readers_hash)
       on conflict (corpus_id, name) do update set
         access_id = excluded.access_id, content_hash = excluded.content_hash, file_hash = excluded.file_hash,
         title = excluded.title, category = excluded.category, language = excluded.language, date = excluded.date,
         metadata = excluded.metadata, notes = excluded.notes,
         page_count = excluded.page_count, chunk_count = excluded.chunk_count
       returning id, name
     )
     select put.id from put join given using (name) order by given.ordinal`,
    [JSON.stringify(rows)],
  );
  return result.rows.map((row) => row.id);
}

/** Inserts the lists of `given`, and locks those that are there until the transaction ends. */
const addAccessLists = (corpusId: number) => `
  insert into fulcrum.access_lists (corpus_id, readers_hash, readers)
  select distinct on (readers_hash) ${corpusId}, readers_hash, readers from given
  on conflict (corpus_id, readers_hash) do update set readers = excluded.readers
  returning id, readers_hash`;

function accessList(readers: readonly string[]) {
  const sorted = [...new Set(readers.map(storableText))].sort();
  return { readers_hash: contentHash(sorted), readers: sorted };
}

function describe({ fileHash, title, category, language, date, metadata, notes }: DocumentToStore) {
  return {
    content_hash: contentHash({ fileHash, title, category, language, date, metadata, notes }),
    file_hash: fileHash,
    title: title && storableText(title),
    category: category && storableText(category),
    language,
    date,
    // As text within the JSON: it may hold escapes that Postgres reads as JSON, but not as text.
    metadata: JSON.stringify(metadata),
    notes: JSON.stringify(notes),
  };
}

async function removeContents(
  client: PoolClient,
  { chunks, vectors, hasVectors }: CorpusTables,
  ids: readonly string[],
) {
  const tables = ['fulcrum.document_texts', chunks, ...(hasVectors ? [vectors] : [])];
  for (const table of tables)
    await client.query(`delete from ${table} where document_id = any($1::bigint[])`, [ids]);
}

interface ChunkRow {
  readonly id: string;
  readonly chunk: Chunk;
  readonly vector?: Float32Array | undefined;
}

async function putChunks(client: PoolClient, { chunks }: CorpusTables, rows: readonly ChunkRow[]) {
  await client.query(
    `insert into ${chunks} (document_id, index, context_line, header, text, body)
     select document_id, index, context_line, header, text, body::json
     from json_to_recordset($1::json) as row (
       document_id bigint, index integer, context_line text, header text, text text, body text)`,
    [
      JSON.stringify(
        rows.map(({ id, chunk }) => ({
          document_id: id,
          index: chunk.index,
          context_line: storableText(contextLines(chunk)),
          header: chunk.header === undefined ? null : storableText(chunk.header),
          text: storableText(chunk.text),
          body: JSON.stringify(bodyOf(chunk)),
        })),
      ),
    ],
  );
}

/** What was written of it is searched with its headings, and only its headings are read again: they are the first line. */
function contextLines({ contextLine, writtenContext }: Chunk): string {
  return writtenContext === undefined ? contextLine : `${contextLine}\n${writtenContext}`;
}

function bodyOf({ span, text, headingPath, pages, parentSpan, contentHash: hash }: Chunk): ChunkBody {
  return {
    span,
    headingPath,
    ...(pages !== undefined && { pages }),
    ...(parentSpan !== undefined && { parentSpan }),
    contentHash: hash,
    ...(storableText(text) !== text && { text }),
  };
}

async function putVectors(
  client: PoolClient,
  { id, vectors, hasVectors }: CorpusTables,
  rows: readonly ChunkRow[],
) {
  if (!hasVectors || rows.length === 0) return;
  const all = rows.map(({ vector }) => {
    if (vector === undefined) throw new Error('a chunk of a corpus with an embedding model has no vector');
    return vector;
  });
  const { rows: set } = await client.query<{ dimensions: number }>(
    'update fulcrum.corpora set dimensions = coalesce(dimensions, $2) where id = $1 returning dimensions',
    [id, all[0]?.length],
  );
  const dimensions = set[0]?.dimensions as number;
  const other = all.find((vector) => vector.length !== dimensions);
  if (other !== undefined)
    throw new Error(`a vector of ${other.length} numbers among those of ${dimensions}`);
  await client.query(
    `insert into ${vectors} (document_id, index, embedding)
     select document_id, index, ($3::real[])[(place - 1) * ${dimensions} + 1 : place * ${dimensions}]::vector
     from unnest($1::bigint[], $2::integer[]) with ordinality as row (document_id, index, place)`,
    [rows.map((row) => row.id), rows.map((row) => row.chunk.index), binaryReals(all)],
  );
}

export function removeDocuments(corpus: WrittenCorpus, names: readonly string[]): Promise<void> {
  return write(corpus, (client) => removeNamed(client, corpus.tables, names));
}

async function removeNamed(
  client: PoolClient,
  tables: CorpusTables,
  names: readonly string[],
): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    'select id from fulcrum.documents where corpus_id = $1 and name = any($2::text[])',
    [tables.id, names.map(storableText)],
  );
  const ids = rows.map((row) => row.id);
  await removeContents(client, tables, ids);
  await client.query('delete from fulcrum.documents where id = any($1::bigint[])', [ids]);
}

/** Gives a document readers and perhaps another name, in place of the document that had it. Does nothing where there is none of that name. */
export function changeDocument(
  corpus: WrittenCorpus,
  name: string,
  change: { readonly name?: string; readonly readers: readonly string[] },
): Promise<void> {
  const { tables } = corpus;
  return write(corpus, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      'select id from fulcrum.documents where corpus_id = $1 and name = $2',
      [tables.id, storableText(name)],
    );
    const id = rows[0]?.id;
    if (id === undefined) return;
    const newName = change.name ?? name;
    if (newName !== name) await removeNamed(client, tables, [newName]);
    const { readers_hash, readers } = accessList(change.readers);
    await client.query(
      `with given as (select $2::text as readers_hash, $3::text[] as readers),
       lists as (${addAccessLists(tables.id)})
       update fulcrum.documents set name = $4, access_id = lists.id from lists where documents.id = $1`,
      [id, readers_hash, readers, storableText(newName)],
    );
  });
}
