/** The documents that are searched, in Postgres. Knows nothing of files, models or who asks. */
import { contentHash } from '../../domain/content-hash.ts';
import type { Passage } from '../../domain/passage.ts';
import type {
  Corpus,
  CorpusSettings,
  CorpusStore,
  DocumentToStore,
  StoredDocument,
} from '../../domain/ports/corpus-store.ts';
import type { Database } from '../connection.ts';
import { GroupCommit } from '../group-commit.ts';
import { inTransaction } from '../in-transaction.ts';
import { retryLostConnection } from '../retry-lost-connection.ts';
import { corpusExtent } from './corpus-extent.ts';
import { type CorpusTables, corpusTables, createCorpusTables } from './corpus-tables.ts';
import { corpusVersion } from './corpus-version.ts';
import { listCorpora, removeCorpus } from './kept-corpora.ts';
import { KeptVectors } from './kept-vectors.ts';
import { buildNearestIndex } from './nearest-index.ts';
import { type OpenCorpus, readAs } from './read-as.ts';
import { readPassages } from './read-passages.ts';
import {
  grantToReader,
  requireVectors,
  type SearchCapabilities,
  searchCapabilities,
} from './search-capabilities.ts';
import type { SearchedCorpus } from './search-ranked.ts';
import { searchVectors } from './search-vectors.ts';
import { searchWords } from './search-words.ts';
import { storableText } from './storable-text.ts';
import { isOneReadable } from './visible-documents.ts';
import { changeDocument, putDocuments, removeDocuments } from './write-documents.ts';

export function postgresCorpusStore(database: Database): CorpusStore {
  let found: Promise<SearchCapabilities> | undefined;
  return {
    async open(name, settings) {
      found ??= searchCapabilities(database).catch((error) => {
        found = undefined;
        throw error;
      });
      const capabilities = await found;
      if (settings.embedding !== undefined) requireVectors(capabilities);
      const tables = await retryLostConnection(() => findOrCreate(database, name, settings, capabilities));
      const rowSecurity = capabilities.mayActAsReader && (await grantToReader(database, tables.chunks));
      const kept = new KeptVectors(tables.vectors);
      return postgresCorpus(
        { pool: database.pool, tables, rowSecurity, extentOf: corpusExtent(tables), kept },
        settings,
      );
    },
    list: (name) => retryLostConnection(() => listCorpora(database.pool, name)),
    remove: (name, settings) => retryLostConnection(() => removeCorpus(database.pool, name, settings)),
  };
}

async function findOrCreate(
  { pool }: Database,
  name: string,
  settings: CorpusSettings,
  { bm25 }: SearchCapabilities,
): Promise<CorpusTables> {
  const hash = contentHash(settings);
  const find = async (): Promise<CorpusTables | undefined> => {
    const { rows } = await pool.query<{ id: number; ranking: CorpusTables['ranking'] }>(
      'select id, ranking from fulcrum.corpora where name = $1 and settings_hash = $2',
      [name, hash],
    );
    return rows[0] && corpusTables(rows[0].id, rows[0].ranking, settings);
  };
  const known = await find();
  if (known !== undefined) return known;
  await inTransaction(pool, async (client) => {
    const ranking = bm25 ? 'bm25' : 'tsvector';
    const { rows } = await client.query<{ id: number }>(
      `insert into fulcrum.corpora (name, settings_hash, settings, ranking) values ($1, $2, $3, $4)
       on conflict (name, settings_hash) do nothing returning id`,
      [name, hash, JSON.stringify(settings), ranking],
    );
    // No row: another process has made it meanwhile.
    if (rows[0] !== undefined)
      await client.query(createCorpusTables(corpusTables(rows[0].id, ranking, settings)));
  });
  return (await find()) as CorpusTables;
}

function postgresCorpus(corpus: SearchedCorpus, settings: CorpusSettings): Corpus {
  const { pool, tables } = corpus;
  const puts = new GroupCommit<DocumentToStore, void>(async (documents) => {
    await putDocuments(corpus, documents);
    return documents.map(() => undefined);
  }, bytesOf);
  const version = corpusVersion(pool, tables.id, settings);
  return {
    settings,
    lexicalRanking: tables.ranking,
    rowSecurity: corpus.rowSecurity,
    documents: () => retryLostConnection(() => listDocuments(corpus)),
    put: (document) => puts.add(document),
    rename: (from, to, readers) => changeDocument(corpus, from, { name: to, readers }),
    setReaders: (name, readers) => changeDocument(corpus, name, { readers }),
    remove: (names) => removeDocuments(corpus, names),
    async optimise() {
      if (tables.hasVectors) await retryLostConnection(() => buildNearestIndex(pool, tables));
      for (const table of [
        'fulcrum.documents',
        tables.chunks,
        ...(tables.hasVectors ? [tables.vectors] : []),
      ])
        await retryLostConnection(() => pool.query(`vacuum (analyze) ${table}`));
    },
    version,
    searchWords: (text, query) => searchWords(corpus, text, query),
    async searchVectors(vector, query) {
      if (!tables.hasVectors) throw new Error('the corpus has no vectors');
      return searchVectors(corpus, vector, query);
    },
    readPassage: (document, index, groups) => readPassage(corpus, document, index, groups),
    readText: (document, span, groups) => readText(corpus, document, span, groups),
  };
}

/** About what it takes on its way to the database: text as UTF-16, numbers with their lengths. */
function bytesOf({ text, chunks }: DocumentToStore): number {
  return chunks.reduce(
    (sum, { chunk, vector }) => sum + chunk.text.length * 2 + (vector?.length ?? 0) * 8,
    text.length * 2,
  );
}

interface DocumentRow {
  readonly name: string;
  readonly file_hash: string;
  readonly readers: readonly string[];
  readonly title: string | null;
  readonly category: string | null;
  readonly language: string | null;
  readonly date: string | null;
  readonly metadata: StoredDocument['metadata'];
  readonly notes: readonly string[];
  readonly page_count: number | null;
  readonly chunk_count: number;
}

async function listDocuments({ pool, tables }: OpenCorpus): Promise<StoredDocument[]> {
  const { rows } = await pool.query<DocumentRow>(
    `select d.*, a.readers from fulcrum.documents d join fulcrum.access_lists a on a.id = d.access_id
     where d.corpus_id = $1 order by d.name collate "C"`,
    [tables.id],
  );
  return rows.map(toDocument);
}

function toDocument(row: DocumentRow): StoredDocument {
  const { name, readers, title, category, language, date, metadata, notes } = row;
  return {
    name,
    fileHash: row.file_hash,
    readers,
    ...(title !== null && { title }),
    ...(category !== null && { category }),
    ...(language !== null && { language }),
    ...(date !== null && { date }),
    metadata,
    notes,
    ...(row.page_count !== null && { pageCount: row.page_count }),
    chunkCount: row.chunk_count,
  };
}

async function readPassage(
  corpus: OpenCorpus,
  document: string,
  index: number,
  groups: readonly string[],
): Promise<Passage | undefined> {
  if (groups.length === 0) return undefined;
  const { tables } = corpus;
  const [found] = await readAs(
    corpus,
    groups,
    async (client) => {
      const { rows } = await client.query<{ document_id: string }>(
        'select id as document_id from fulcrum.documents where corpus_id = $1 and name = $2',
        [tables.id, storableText(document)],
      );
      return rows.map((row) => ({ ...row, index, rank: 0 }));
    },
    (client, keys) => readPassages(client, tables, groups, keys),
  );
  return found?.passage;
}

/** The text is kept as UTF-16, so that offsets are those of JavaScript and a stretch is read without the rest. */
/** Beyond any text; twice as much is still an integer to Postgres. */
const placeOf = (offset: number) => Math.min(offset, 2 ** 29);

async function readText(
  corpus: OpenCorpus,
  document: string,
  { start, end }: { readonly start: number; readonly end: number },
  groups: readonly string[],
): Promise<string | undefined> {
  if (groups.length === 0) return undefined;
  return readAs(
    corpus,
    groups,
    async () => undefined,
    async (client) => {
      const { rows } = await client.query<{ text: Buffer }>(
        `select substring(t.text from $3::integer for $4::integer) as text
         from fulcrum.documents d join fulcrum.document_texts t on t.document_id = d.id
         where ${isOneReadable(corpus.tables.id)} and d.name = $2`,
        [groups, document, placeOf(start) * 2 + 1, Math.max(0, placeOf(end) - placeOf(start)) * 2],
      );
      return rows[0]?.text.toString('utf16le');
    },
  );
}
