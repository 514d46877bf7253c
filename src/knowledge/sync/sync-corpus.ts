/** Brings a corpus up to a folder of documents: only what changed is parsed, only new text embedded. Knows neither database nor model. */
import type { Corpus } from '../../domain/ports/corpus-store.ts';
import { AccessLists, type AccessTable, accessListOf } from '../access/access-lists.ts';
import { chunkDocument } from '../chunks/chunk-document.ts';
import type { ChunkOptions } from '../chunks/chunk-options.ts';
import type { TokenCount } from '../chunks/token-count.ts';
import { describeDocument } from '../documents/describe-document.ts';
import { type DocumentSource, type FoundDocuments, findDocuments } from '../documents/find-documents.ts';
import { type ParsedFile, parseParts } from '../parsing/parse-files.ts';
import { defaultParsingLimits, type ParsingLimits } from '../parsing/parsing-limits.ts';
import { readersOfParsed } from './document-access.ts';
import { type ChangedDocument, FolderChanges } from './folder-changes.ts';
import { type EmbedTexts, StoringPipeline } from './storing-pipeline.ts';
import { SyncLog } from './sync-log.ts';
import type { FailedFile, SyncProgress, SyncReport } from './sync-report.ts';
import type { WriteContexts } from './write-contexts.ts';

export interface SyncOptions {
  readonly source: DocumentSource;
  /** Its settings say how documents are cut. */
  readonly corpus: Corpus;
  readonly countTokens: TokenCount;
  /** For a corpus with an embedding model, and only for such. */
  readonly embed?: EmbedTexts;
  /** For a corpus with written contexts, and only for such. */
  readonly writeContexts?: WriteContexts;
  /** Paths to groups, beside the access lists in the folder: both must grant. */
  readonly access?: AccessTable;
  /** Failures of the sync before: the same bytes are not tried again. */
  readonly failedBefore?: readonly FailedFile[];
  readonly limits?: Partial<ParsingLimits>;
  /** Files parsed at a time, each in a process of its own. */
  readonly processes?: number;
  /** How bytes become documents, one outcome for each part, in their order; for formats of one's own. Default `parseParts`. */
  readonly parse?: typeof parseParts;
  /** Default 512. */
  readonly chunksPerBatch?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
}

/**
 * In this order: readers that changed, renames, removals; then, file by file, what is new or changed, each document in one transaction. So a
 * permission taken away holds from the next query, however long the rest takes, and what is done stays done when the signal aborts (its
 * reason is thrown) or the process dies: the next sync goes on from there.
 *
 * A file that cannot be parsed costs only itself. Where an earlier version of it is stored, that stays, with the readers that it had and
 * that the access lists still grant: `keptVersion` in the report. Throws as `findDocuments` does, `DOCUMENTS_NONE` where the folder of a
 * corpus that is not empty holds nothing, and whatever corpus, embedding and writing throw.
 */
export async function syncCorpus(options: SyncOptions): Promise<SyncReport> {
  const { corpus, access, source, embed } = options;
  if ((embed === undefined) !== (corpus.settings.embedding === undefined))
    throw new RangeError('a corpus with an embedding model is synced with `embed`, another without');
  if ((options.writeContexts === undefined) !== (corpus.settings.contextLine === undefined))
    throw new RangeError('a corpus with written contexts is synced with `writeContexts`, another without');
  const limits = { ...defaultParsingLimits, ...options.limits };
  const found = await findDocuments(source, limits);
  const table = access === undefined ? [] : [accessListOf(access)];
  const sync = new Sync(options, limits, found, new AccessLists([...table, ...found.accessLists]));
  return sync.run();
}

class Sync {
  readonly #options: SyncOptions;
  readonly #limits: ParsingLimits;
  readonly #found: FoundDocuments;
  readonly #access: AccessLists;
  readonly #log = new SyncLog();
  readonly #changes: FolderChanges;
  readonly #pipeline: StoringPipeline;
  /** Hashes of what is being parsed. */
  readonly #parsing = new Map<string, string>();

  constructor(options: SyncOptions, limits: ParsingLimits, found: FoundDocuments, access: AccessLists) {
    const { source, corpus, embed, failedBefore = [], chunksPerBatch = 512 } = options;
    const signal = options.signal ?? new AbortController().signal;
    const log = this.#log;
    const onProgress = () => options.onProgress?.(log.progress(found.files.length));
    this.#options = options;
    this.#limits = limits;
    this.#found = found;
    this.#access = access;
    const folder = { source, found, access, corpus, limits, failedBefore, signal, log, onProgress };
    this.#changes = new FolderChanges(folder);
    this.#pipeline = new StoringPipeline({
      corpus,
      embed,
      writeContexts: options.writeContexts,
      countTokens: options.countTokens,
      chunksPerBatch,
      signal,
      onStored: ({ name, chunks }) => {
        (this.#changes.isStored(name) ? log.changed : log.added).push(name);
        log.chunksStored += chunks.length;
        onProgress();
      },
    });
  }

  async run(): Promise<SyncReport> {
    await this.#changes.carryOut();
    await this.#readAll();
    if (this.#log.isChanged) await this.#options.corpus.optimise();
    return this.#log.report(this.#access, this.#changes.unused(), this.#pipeline);
  }

  async #readAll(): Promise<void> {
    const { signal, processes, parse = parseParts } = this.#options;
    const options = {
      limits: this.#limits,
      ...(signal && { signal }),
      ...(processes !== undefined && { processes }),
    };
    try {
      for await (const parsed of parse(this.#toParse(), options)) await this.#take(parsed);
      await this.#pipeline.finish();
    } catch (error) {
      await this.#pipeline.settle();
      throw error;
    }
  }

  async *#toParse(): AsyncGenerator<ChangedDocument> {
    for await (const document of this.#changes.toRead()) {
      this.#parsing.set(document.name, document.hash);
      yield document;
    }
  }

  async #take(parsed: ParsedFile): Promise<void> {
    const { name } = parsed;
    const hash = this.#parsing.get(name) as string;
    this.#parsing.delete(name);
    if ('problem' in parsed) {
      this.#changes.fail(name, parsed.problem, hash);
      return;
    }
    const { corpus, countTokens } = this.#options;
    const { document } = parsed;
    const sidecar = this.#found.sidecars.get(name);
    const { kept, ...access } = readersOfParsed(document, name, sidecar, this.#access);
    this.#log.noteReaders(name, access);
    const { metadata, ...description } = describeDocument(name, document, sidecar?.metadata ?? {});
    const titled = { ...document, ...(description.title !== undefined && { title: description.title }) };
    await this.#pipeline.add({
      name,
      fileHash: hash,
      readers: access.readers,
      ...description,
      metadata: { ...metadata, ...kept },
      notes: document.notes,
      ...(document.pageCount !== undefined && { pageCount: document.pageCount }),
      text: document.text,
      chunks: chunkDocument(titled, corpus.settings.chunking as ChunkOptions, countTokens),
    });
  }
}
