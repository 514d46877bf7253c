/**
 * The vectors of a corpus in the memory of a process that compares them again and again: the engines take several times as long, much of it to read
 * their pages. Which documents are searched the database says, anew after each change; knows nothing of when another way is faster.
 */
import type { PoolClient } from 'pg';
import { contentHash } from '../../domain/content-hash.ts';
import { chunks as pieces } from '../chunks.ts';
import type { Extent } from './corpus-extent.ts';
import type { Key } from './read-passages.ts';
import type { Searched } from './visible-documents.ts';

/** Fetching a vector takes the engine about as long as comparing it so many times. */
const comparisonsOfAFetch = 8;
/** Fetched in one search, so that nobody waits for all of them: some 50 ms. */
const mostFetchedAtOnce = 4_000;
const documentsPerStatement = 100;
/** Who asks and what for, in so many forms, is remembered. */
const mostRemembered = 50;
/** A corpus with more is always compared in the database. */
const mostBytes = 200e6;

interface KeptDocument {
  /** Another after each change of the document. */
  readonly version: string;
  /** Of its chunks, in the order of the vectors. */
  readonly indexes: readonly number[];
  /** Vector after vector, of unit length. */
  readonly numbers: Float32Array;
}

type SearchedDocument = readonly [id: string, document: KeptDocument];

export class KeptVectors {
  readonly #table: string;
  readonly #documents = new Map<string, KeptDocument>();
  /** Of one revision, by the query. */
  readonly #searched = new Map<string, readonly SearchedDocument[]>();
  #revision: string | undefined;
  #vectors = 0;
  #comparedInDatabase = 0;

  constructor(table: string) {
    this.#table = table;
  }

  /** Whether comparing in the database has by now cost as much as fetching all vectors will. */
  isWorthwhile(all: number, dimensions: number): boolean {
    return all * dimensions * 4 <= mostBytes && this.#comparedInDatabase >= all * comparisonsOfAFetch;
  }

  countComparisons(vectors: number): void {
    this.#comparedInDatabase += vectors;
  }

  /** Of the documents searched; `undefined` where too many of their vectors are still to be fetched. */
  async nearest(
    client: PoolClient,
    searched: Searched,
    { revision, all }: Extent,
    { vector, limit }: { readonly vector: Float32Array; readonly limit: number },
  ): Promise<Key[] | undefined> {
    const query = contentHash([searched.condition, searched.parameters]);
    const known = this.#revision === revision ? this.#searched.get(query) : undefined;
    const documents = known ?? (await this.#read(client, searched, all));
    if (documents === undefined) return undefined;
    if (this.#revision !== revision || this.#searched.size >= mostRemembered) this.#searched.clear();
    this.#revision = revision;
    this.#searched.set(query, documents);
    return nearestOf(documents, unit(vector), limit);
  }

  /** With their vectors. */
  async #read(
    client: PoolClient,
    { condition, parameters }: Searched,
    all: number,
  ): Promise<readonly SearchedDocument[] | undefined> {
    // One text: so many rows would take this process longer than what it does with them.
    const { rows } = await client.query<{ documents: string | null }>(
      `select string_agg(d.id::text || ' ' || d.xmin::text, ',') as documents
       from fulcrum.documents d where d.chunk_count > 0 and ${condition}`,
      [...parameters],
    );
    const searched = rows[0]?.documents?.split(',').map((one) => one.split(' ') as [string, string]) ?? [];
    // Of documents that have gone nobody asks any more.
    if (this.#vectors > all * 2) this.#forget();
    const missing = searched.filter(([id, version]) => this.#documents.get(id)?.version !== version);
    if (!(await this.#fetch(client, new Map(missing)))) return undefined;
    const documents: SearchedDocument[] = [];
    for (const [id, version] of searched) {
      const document = this.#documents.get(id);
      // Another search, of an earlier or later snapshot, has replaced it meanwhile.
      if (document?.version !== version) return undefined;
      documents.push([id, document]);
    }
    return documents;
  }

  #forget(): void {
    this.#documents.clear();
    this.#searched.clear();
    this.#vectors = 0;
  }

  /** False where some are left for the next search. */
  async #fetch(client: PoolClient, versions: ReadonlyMap<string, string>): Promise<boolean> {
    let fetched = 0;
    for (const ids of pieces([...versions.keys()], documentsPerStatement)) {
      if (fetched >= mostFetchedAtOnce) return false;
      const { rows } = await client.query<{ id: string; indexes: number[]; vectors: Buffer }>(
        `select document_id as id, array_agg(index order by index) as indexes,
           string_agg(vector_send(embedding), '' order by index) as vectors
         from ${this.#table} where document_id = any($1::bigint[]) group by document_id`,
        [ids],
      );
      for (const { id, indexes, vectors } of rows) {
        this.#vectors += indexes.length - (this.#documents.get(id)?.indexes.length ?? 0);
        fetched += indexes.length;
        const numbers = unpack(vectors, indexes.length);
        this.#documents.set(id, { version: versions.get(id) as string, indexes, numbers });
      }
    }
    return true;
  }
}

/** Each vector comes with four bytes before its numbers. */
function unpack(bytes: Buffer, count: number): Float32Array {
  const dimensions = bytes.length / count / 4 - 1;
  const numbers = new Float32Array(count * dimensions);
  for (let n = 0, at = 0; n < count; n++) {
    at += 4;
    for (let i = 0; i < dimensions; i++, at += 4) numbers[n * dimensions + i] = bytes.readFloatBE(at);
    const one = numbers.subarray(n * dimensions, (n + 1) * dimensions);
    one.set(unit(one));
  }
  return numbers;
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, number) => sum + number * number, 0));
  return length === 0 ? vector : vector.map((number) => number / length);
}

/** Best first. */
function nearestOf(documents: readonly SearchedDocument[], vector: Float32Array, limit: number): Key[] {
  let best: Key[] = [];
  let worst = Number.POSITIVE_INFINITY;
  const cut = () => {
    best = best.sort((a, b) => a.rank - b.rank).slice(0, limit);
    if (best.length === limit) worst = best[limit - 1]?.rank as number;
  };
  for (const [document_id, { indexes, numbers }] of documents) {
    const dimensions = numbers.length / indexes.length;
    if (vector.length !== dimensions)
      throw new Error(`a vector of ${vector.length} numbers among those of ${dimensions}`);
    for (let n = 0; n < indexes.length; n++) {
      const rank = 1 - product(vector, numbers, n * vector.length);
      if (rank >= worst) continue;
      best.push({ document_id, index: indexes[n] as number, rank });
      if (best.length >= limit * 2) cut();
    }
  }
  cut();
  return best;
}

/** Four sums, because each addition waits for the one before. */
function product(vector: Float32Array, numbers: Float32Array, from: number): number {
  const whole = vector.length - (vector.length % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < whole; i += 4) {
    a += (vector[i] as number) * (numbers[from + i] as number);
    b += (vector[i + 1] as number) * (numbers[from + i + 1] as number);
    c += (vector[i + 2] as number) * (numbers[from + i + 2] as number);
    d += (vector[i + 3] as number) * (numbers[from + i + 3] as number);
  }
  for (let i = whole; i < vector.length; i++) a += (vector[i] as number) * (numbers[from + i] as number);
  return a + b + c + d;
}
