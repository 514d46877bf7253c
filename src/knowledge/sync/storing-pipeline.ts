/**
 * Drafted documents → described where the corpus asks for it, embedded in batches across documents → stored, each stage while the next is
 * gathered. Knows no files.
 */
import type { Chunk } from '../../domain/chunk.ts';
import type { Corpus, DocumentToStore } from '../../domain/ports/corpus-store.ts';
import { embeddedText } from '../chunks/embedded-text.ts';
import type { TokenCount } from '../chunks/token-count.ts';
import { type ContextCounts, type WriteContexts, withContexts } from './write-contexts.ts';

/** Caches by text. Vectors of unit length in the order of the texts, and how many of these were not in the cache. */
export type EmbedTexts = (
  texts: readonly string[],
  signal: AbortSignal,
) => Promise<{ readonly vectors: readonly Float32Array[]; readonly embedded: number }>;

export interface DraftedDocument extends Omit<DocumentToStore, 'chunks'> {
  readonly chunks: readonly Chunk[];
}

export interface StoringOptions {
  readonly corpus: Corpus;
  /** Absent for a corpus that is searched by words alone. */
  readonly embed: EmbedTexts | undefined;
  /** Absent for a corpus without written contexts. */
  readonly writeContexts: WriteContexts | undefined;
  readonly countTokens: TokenCount;
  /** Chunks that are gathered before they are embedded. */
  readonly chunksPerBatch: number;
  readonly signal: AbortSignal;
  readonly onStored: (document: DraftedDocument) => void;
}

/** Documents stored at a time, each in a transaction of its own: databases wait less that way. */
const putsAtOnce = 8;

/** At most three batches are in memory: one being gathered, one embedded, one stored. A larger document is a batch of its own. */
export class StoringPipeline {
  chunksEmbedded = 0;
  /** Absent without `writeContexts`. */
  contexts: ContextCounts | undefined;
  readonly #options: StoringOptions;
  #gathered: DraftedDocument[] = [];
  #gatheredChunks = 0;
  #embedding: Promise<void> = Promise.resolve();
  #storing: Promise<void> = Promise.resolve();

  constructor(options: StoringOptions) {
    this.#options = options;
    if (options.writeContexts !== undefined) this.contexts = { written: 0, unreadable: 0, failed: 0 };
  }

  /** Waits while the stages ahead are busy. Throws what they threw. */
  async add(document: DraftedDocument): Promise<void> {
    this.#gathered.push(document);
    // A document without chunks is work as well.
    this.#gatheredChunks += Math.max(1, document.chunks.length);
    if (this.#gatheredChunks >= this.#options.chunksPerBatch) await this.#launch();
  }

  async finish(): Promise<void> {
    await this.#launch();
    await this.#embedding;
    await this.#storing;
  }

  /** What is on its way is stored or given up; for when something else went wrong. */
  async settle(): Promise<void> {
    await Promise.allSettled([this.#embedding]);
    await Promise.allSettled([this.#storing]);
  }

  async #launch(): Promise<void> {
    const documents = this.#gathered;
    this.#gathered = [];
    this.#gatheredChunks = 0;
    await this.#embedding;
    this.#embedding = this.#embed(documents);
    // Whoever waits next is told.
    this.#embedding.catch(() => undefined);
  }

  async #embed(drafted: readonly DraftedDocument[]): Promise<void> {
    const { embed, chunksPerBatch, signal } = this.#options;
    const documents = await this.#describe(drafted);
    const vectors: Float32Array[] = [];
    if (embed !== undefined) {
      const texts = documents.flatMap(({ chunks }) => chunks.map(embeddedText));
      for (let at = 0; at < texts.length; at += chunksPerBatch) {
        signal.throwIfAborted();
        const batch = texts.slice(at, at + chunksPerBatch);
        const reply = await embed(batch, signal);
        if (reply.vectors.length !== batch.length)
          throw new Error(`${reply.vectors.length} vectors came for ${batch.length} texts`);
        this.chunksEmbedded += reply.embedded;
        for (const vector of reply.vectors) vectors.push(vector);
      }
    }
    await this.#storing;
    this.#storing = this.#store(documents, vectors);
    this.#storing.catch(() => undefined);
  }

  async #describe(documents: readonly DraftedDocument[]): Promise<readonly DraftedDocument[]> {
    const { writeContexts, countTokens, signal } = this.#options;
    if (writeContexts === undefined) return documents;
    signal.throwIfAborted();
    const contexts = await writeContexts(documents, signal);
    const counts = { written: 0, unreadable: 0, failed: 0, ...this.contexts };
    for (const context of contexts) {
      counts[context.kind] += 1;
      if (context.kind === 'failed') counts.reason = context.reason;
    }
    this.contexts = counts;
    let at = 0;
    return documents.map((document) => {
      const own = contexts.slice(at, at + document.chunks.length);
      at += document.chunks.length;
      return withContexts(document, own, countTokens);
    });
  }

  async #store(documents: readonly DraftedDocument[], vectors: readonly Float32Array[]): Promise<void> {
    let at = 0;
    for (let first = 0; first < documents.length; first += putsAtOnce) {
      const puts = documents.slice(first, first + putsAtOnce).map(async (document) => {
        const chunks = document.chunks.map((chunk) => {
          const vector = vectors[at];
          at += 1;
          return { chunk, ...(vector !== undefined && { vector }) };
        });
        await this.#options.corpus.put({ ...document, chunks });
        this.#options.onStored(document);
      });
      const failed = (await Promise.allSettled(puts)).find(({ status }) => status === 'rejected');
      if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
    }
  }
}
