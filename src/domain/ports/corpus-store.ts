/** The port of the documents that are searched: what is stored of them, and two searches that see only what the asking groups may read. */
import type { Chunk } from '../chunk.ts';
import type { JsonObject } from '../json.ts';
import type { ModelRef } from '../model-ref.ts';
import type { Passage } from '../passage.ts';

/** A sentence of a chat model on each chunk: what it is about and where in its document it stands. */
export interface WrittenContextLine {
  readonly kind: 'written';
  readonly model: ModelRef;
  /** Of the sentence; it comes on top of what the chunking allows a chunk. */
  readonly maxTokens: number;
}

/** What the chunks of a corpus were made with. Other settings are another corpus: its chunks and vectors would not compare. */
export interface CorpusSettings {
  /** Options of the chunking, defaults filled in. */
  readonly chunking: JsonObject;
  /** Identifies the weights of the embedding model (id and digest); absent for a corpus that is searched by words alone. */
  readonly embedding?: string;
  /** BCP 47: picks the stemmer and the stop words of searching by words; English when absent. */
  readonly language?: string;
  /** What each chunk is searched with beside its title and headings; absent for nothing more. */
  readonly contextLine?: WrittenContextLine;
}

export interface StoredDocument {
  /** The path below the folder of documents, `/` between its parts. */
  readonly name: string;
  /** Hash over the bytes of the file and the version of what read it. */
  readonly fileHash: string;
  /** Groups that may read it; nobody when empty. */
  readonly readers: readonly string[];
  readonly title?: string;
  readonly category?: string;
  /** BCP 47. */
  readonly language?: string;
  /** The day the text is of (`2026-03-01`), as far as the document says. */
  readonly date?: string;
  readonly metadata: JsonObject;
  readonly notes: readonly string[];
  /** Where the format has pages. */
  readonly pageCount?: number;
  readonly chunkCount: number;
}

export interface DocumentToStore extends Omit<StoredDocument, 'chunkCount'> {
  readonly text: string;
  /** A vector per chunk in a corpus with an embedding model, of unit length. */
  readonly chunks: readonly { readonly chunk: Chunk; readonly vector?: Float32Array }[];
}

export interface ChunkQuery {
  /** Only documents that one of these may read; none finds nothing. */
  readonly groups: readonly string[];
  readonly limit: number;
  readonly categories?: readonly string[];
  /** Beginnings of document names. */
  readonly sources?: readonly string[];
  /** Days, both inclusive; a document without a date is left out where one is given. */
  readonly from?: string;
  readonly to?: string;
}

export interface FoundPassage {
  readonly passage: Passage;
  /** Of its chunk. Beside the passage, as it is no part of what may be shown to whoever answers, or cited. */
  readonly writtenContext?: string;
  /** Higher is better; comparable within one query. Of vectors: the cosine. */
  readonly score: number;
}

export interface Corpus {
  readonly settings: CorpusSettings;
  /** `tsvector` where the server has no BM25 extension. */
  readonly lexicalRanking: 'bm25' | 'tsvector';
  /** Whether the database itself withholds what the groups may not read, besides the queries that do not ask for it. */
  readonly rowSecurity: boolean;
  /** All documents by name, whoever may read them: for whoever keeps the corpus, never for whoever asks. */
  documents(): Promise<StoredDocument[]>;
  /** Adds it or replaces the one of that name, chunks and all, in one transaction. */
  put(document: DocumentToStore): Promise<void>;
  /** Keeps chunks and vectors. */
  rename(from: string, to: string, readers: readonly string[]): Promise<void>;
  setReaders(name: string, readers: readonly string[]): Promise<void>;
  remove(names: readonly string[]): Promise<void>;
  /** Builds what makes searching fast, where the corpus has grown enough to need it. Searching is right before as after. */
  optimise(): Promise<void>;
  /** Two hashes: over what the corpus holds, and over who may read it. Equal exactly when the documents are. */
  version(): Promise<{ readonly content: string; readonly permissions: string }>;
  /** Best first. Fewer than `limit` only where fewer visible chunks share a word with the text. */
  searchWords(text: string, query: ChunkQuery): Promise<FoundPassage[]>;
  /** Best first. Fewer than `limit` only where fewer chunks are visible. */
  searchVectors(vector: Float32Array, query: ChunkQuery): Promise<FoundPassage[]>;
  /** One passage of a document, by its number from 0; `undefined` where the groups may not read it or it is not there. */
  readPassage(document: string, index: number, groups: readonly string[]): Promise<Passage | undefined>;
  /** A stretch of the text of a document, to its end where the span goes beyond it; `undefined` where the groups may not read it or it is not there. */
  readText(
    document: string,
    span: { readonly start: number; readonly end: number },
    groups: readonly string[],
  ): Promise<string | undefined>;
}

/** A corpus as it lies there. */
export interface StoredCorpus {
  readonly settings: CorpusSettings;
  readonly documents: number;
  readonly chunks: number;
}

export interface CorpusStore {
  /** The corpus of that name with these settings; an empty one is made where there is none. */
  open(name: string, settings: CorpusSettings): Promise<Corpus>;
  /** All of that name, the oldest first. */
  list(name: string): Promise<readonly StoredCorpus[]>;
  /** With all that it holds. What was opened of it before fails from then on. */
  remove(name: string, settings: CorpusSettings): Promise<void>;
}
