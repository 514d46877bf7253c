/** Brings a corpus up to a folder of documents: only what changed is parsed, only new text embedded. Knows neither database nor model. */
import { canonicalJson } from '../../domain/content-hash.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { Corpus, StoredDocument } from '../../domain/ports/corpus-store.ts';
import { AccessLists, type AccessTable, accessListOf } from '../access/access-lists.ts';
import type { Readers } from '../access/narrow-readers.ts';
import { chunkDocument } from '../chunks/chunk-document.ts';
import type { ChunkOptions } from '../chunks/chunk-options.ts';
import type { TokenCount } from '../chunks/token-count.ts';
import { describeDocument } from '../documents/describe-document.ts';
import { type DocumentSource, type FoundDocuments, findDocuments } from '../documents/find-documents.ts';
import { isNoDocument } from '../documents/folder-config.ts';
import { metadataEnding } from '../documents/parse-sidecar.ts';
import { type ParsedFile, parseParts } from '../parsing/parse-files.ts';
import { defaultParsingLimits, type ParsingLimits } from '../parsing/parsing-limits.ts';
import { type FileToParse, isArchive, readParts } from '../parsing/read-parts.ts';
import type { UnpackedDocument } from '../parsing/zip/unpack-documents.ts';
import { readersOfParsed, readersOfStored } from './document-access.ts';
import { fileHash } from './file-hash.ts';
import { type EmbedTexts, StoringPipeline } from './storing-pipeline.ts';
import type { FailedFile, SyncProgress, SyncReport } from './sync-report.ts';

export interface SyncOptions {
  readonly source: DocumentSource;
  /** Its settings say how documents are cut. */
  readonly corpus: Corpus;
  readonly countTokens: TokenCount;
  /** For a corpus with an embedding model, and only for such. */
  readonly embed?: EmbedTexts;
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
 * corpus that is not empty holds nothing, and whatever corpus and embedding throw.
 */
export async function syncCorpus(options: SyncOptions): Promise<SyncReport> {
  const { corpus, access, source, embed } = options;
  if ((embed === undefined) !== (corpus.settings.embedding === undefined))
    throw new RangeError('a corpus with an embedding model is synced with `embed`, another without');
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
  readonly #signal: AbortSignal;
  readonly #fileNames: ReadonlySet<string>;
  readonly #failedBefore: ReadonlyMap<string, FailedFile>;
  readonly #pipeline: StoringPipeline;
  #stored = new Map<string, StoredDocument>();
  /** Of everything there is, documents or not. */
  readonly #names = new Set<string>();
  /** Hashes of what is being parsed. */
  readonly #parsing = new Map<string, string>();

  readonly #added: string[] = [];
  readonly #changed: string[] = [];
  readonly #renamed: { from: string; to: string }[] = [];
  readonly #removed: string[] = [];
  readonly #accessChanged: string[] = [];
  readonly #failed: FailedFile[] = [];
  readonly #denied = new Map<string, string | undefined>();
  #unchanged = 0;
  #filesRead = 0;
  #chunksStored = 0;

  constructor(options: SyncOptions, limits: ParsingLimits, found: FoundDocuments, access: AccessLists) {
    this.#options = options;
    this.#limits = limits;
    this.#found = found;
    this.#access = access;
    this.#signal = options.signal ?? new AbortController().signal;
    this.#fileNames = new Set(found.files.map(({ name }) => name));
    this.#failedBefore = new Map(options.failedBefore?.map((failed) => [failed.name, failed]));
    this.#pipeline = new StoringPipeline({
      corpus: options.corpus,
      embed: options.embed,
      chunksPerBatch: options.chunksPerBatch ?? 512,
      signal: this.#signal,
      onStored: ({ name, chunks }) => {
        (this.#stored.has(name) ? this.#changed : this.#added).push(name);
        this.#chunksStored += chunks.length;
        this.#report();
      },
    });
  }

  async run(): Promise<SyncReport> {
    const { corpus } = this.#options;
    const documents = await corpus.documents();
    this.#stored = new Map(documents.map((document) => [document.name, document]));
    const { files, unreadFolders } = this.#found;
    if (files.length === 0 && unreadFolders.length === 0 && documents.length > 0) {
      const { root } = this.#options.source;
      throw new FulcrumError('DOCUMENTS_NONE', { root, stored: documents.length });
    }
    for (const { name, problem } of this.#found.problems) this.#fail(name, problem);
    const gone = documents.map(({ name }) => name).filter((name) => !this.#isThere(name));
    await this.#setReaders(gone);
    await this.#rename(gone);
    await this.#remove(gone.filter((name) => this.#stored.has(name)));
    await this.#readAll();
    if (this.#isChanged()) await corpus.optimise();
    return this.#finish();
  }

  /** Whether the file of a stored document may still be there; of what a folder holds that cannot be read, nothing is known. */
  #isThere(name: string): boolean {
    if (this.#found.unreadFolders.some((folder) => name.startsWith(folder))) return true;
    return this.#fileNames.has(name) || this.#archiveOf(name) !== undefined;
  }

  #archiveOf(name: string): string | undefined {
    for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) {
      const above = name.slice(0, at);
      if (isArchive(above) && this.#fileNames.has(above)) return above;
    }
    return undefined;
  }

  async #setReaders(gone: readonly string[]): Promise<void> {
    const left = new Set(gone);
    for (const document of this.#stored.values()) {
      const { name } = document;
      if (left.has(name)) continue;
      this.#signal.throwIfAborted();
      const access = readersOfStored(document, name, this.#found.sidecars.get(name), this.#access);
      this.#noteDenied(name, access);
      if (canonicalJson(access.readers) === canonicalJson(document.readers.toSorted())) continue;
      await this.#options.corpus.setReaders(name, access.readers);
      this.#accessChanged.push(name);
    }
  }

  /** New names are looked through for the files of documents whose names are gone. */
  async #rename(gone: readonly string[]): Promise<void> {
    const byHash = new Map<string, string[]>();
    for (const name of gone) {
      const hash = this.#stored.get(name)?.fileHash ?? '';
      byHash.set(hash, [...(byHash.get(hash) ?? []), name]);
    }
    for (const file of this.#found.files) {
      if (byHash.size === 0) return;
      if (this.#stored.has(file.name)) continue;
      for (const part of await this.#partsOf(file)) {
        if ('problem' in part || this.#stored.has(part.name)) continue;
        const sidecar = this.#found.sidecars.get(part.name);
        const hash = fileHash(part.name, part.bytes, sidecar);
        const from = byHash.get(hash)?.shift();
        if (from === undefined) continue;
        await this.#renameOne(from, part.name);
        if (byHash.get(hash)?.length === 0) byHash.delete(hash);
      }
    }
  }

  async #renameOne(from: string, to: string): Promise<void> {
    this.#signal.throwIfAborted();
    const document = this.#stored.get(from) as StoredDocument;
    const access = readersOfStored(document, to, this.#found.sidecars.get(to), this.#access);
    this.#noteDenied(to, access);
    await this.#options.corpus.rename(from, to, access.readers);
    this.#stored.delete(from);
    this.#stored.set(to, { ...document, name: to, readers: access.readers });
    this.#renamed.push({ from, to });
  }

  async #remove(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    this.#signal.throwIfAborted();
    await this.#options.corpus.remove(names);
    for (const name of names) {
      this.#stored.delete(name);
      this.#denied.delete(name);
      this.#removed.push(name);
    }
  }

  async #readAll(): Promise<void> {
    const { signal, processes, parse = parseParts } = this.#options;
    const options = {
      limits: this.#limits,
      ...(signal && { signal }),
      ...(processes !== undefined && { processes }),
    };
    try {
      for await (const parsed of parse(this.#unlikeStored(), options)) await this.#take(parsed);
      await this.#pipeline.finish();
    } catch (error) {
      await this.#pipeline.settle();
      throw error;
    }
  }

  /** The parts of all files that are not stored as they are. What has vanished from an archive is removed on the way. */
  async *#unlikeStored(): AsyncGenerator<UnpackedDocument> {
    const inArchives = new Map<string, string[]>();
    for (const name of this.#stored.keys()) {
      const archive = this.#archiveOf(name);
      if (archive !== undefined) inArchives.set(archive, [...(inArchives.get(archive) ?? []), name]);
    }
    for (const file of this.#found.files) {
      this.#signal.throwIfAborted();
      const seen = new Set<string>();
      for (const part of await this.#partsOf(file)) {
        const { name } = part;
        this.#names.add(name);
        const isSecond = seen.has(name);
        seen.add(name);
        if (isSecond) this.#fail(name, 'has the name of another file');
        else if ('problem' in part) this.#fail(name, part.problem);
        else if (this.#isNew(name, part.bytes)) yield part;
      }
      // An archive that could not be read to its end is named itself.
      const within = inArchives.get(file.name) ?? [];
      if (!seen.has(file.name)) await this.#remove(within.filter((name) => !seen.has(name)));
      this.#filesRead += 1;
      this.#report();
    }
  }

  #isNew(name: string, bytes: Uint8Array): boolean {
    const hash = fileHash(name, bytes, this.#found.sidecars.get(name));
    if (this.#stored.get(name)?.fileHash === hash) {
      this.#unchanged += 1;
      return false;
    }
    const before = this.#failedBefore.get(name);
    if (before?.fileHash === hash) {
      this.#fail(name, before.problem, hash);
      return false;
    }
    this.#parsing.set(name, hash);
    return true;
  }

  async #take(parsed: ParsedFile): Promise<void> {
    const { name } = parsed;
    const hash = this.#parsing.get(name) as string;
    this.#parsing.delete(name);
    if ('problem' in parsed) {
      this.#fail(name, parsed.problem, hash);
      return;
    }
    const { corpus, countTokens } = this.#options;
    const { document } = parsed;
    const sidecar = this.#found.sidecars.get(name);
    const { kept, ...access } = readersOfParsed(document, name, sidecar, this.#access);
    this.#noteDenied(name, access);
    const { metadata, ...description } = describeDocument(name, document, sidecar?.metadata ?? {});
    const titled = { ...document, ...(description.title !== undefined && { title: description.title }) };
    await this.#pipeline.add({
      name,
      fileHash: hash,
      readers: access.readers,
      ...description,
      metadata: { ...metadata, ...kept },
      notes: document.notes,
      text: document.text,
      chunks: chunkDocument(titled, corpus.settings.chunking as ChunkOptions, countTokens),
    });
  }

  /** Without what is no document; names in Unicode's composed form. */
  async #partsOf(file: FileToParse): Promise<Iterable<UnpackedDocument>> {
    return composed(await readParts(file, this.#limits), file.name);
  }

  #noteDenied(name: string, { readers, notes }: Readers): void {
    if (readers.length > 0) this.#denied.delete(name);
    else this.#denied.set(name, notes[0]);
  }

  #fail(name: string, problem: string, hash?: string): void {
    const keptVersion = this.#stored.has(name);
    // A rule for a file that fails is not misspelt.
    this.#access.readersOf(name);
    this.#failed.push({ name, problem, keptVersion, ...(hash !== undefined && { fileHash: hash }) });
  }

  #isChanged(): boolean {
    return this.#added.length + this.#changed.length + this.#removed.length > 0;
  }

  #report(): void {
    this.#options.onProgress?.({
      files: this.#found.files.length,
      filesRead: this.#filesRead,
      documentsStored: this.#added.length + this.#changed.length,
      chunksStored: this.#chunksStored,
    });
  }

  /** Of a part of a folder it is not known what fits the rest. */
  #unused(): FulcrumError[] {
    const { include, files } = this.#options.source;
    if (include !== undefined || files !== undefined) return [];
    const beside = [...this.#found.sidecars.keys()].filter((name) => !this.#names.has(name));
    return [
      ...this.#access.unusedRules(),
      ...beside.map((name) => new FulcrumError('DOCUMENT_METADATA_UNUSED', { file: name + metadataEnding })),
    ];
  }

  #finish(): SyncReport {
    return {
      added: this.#added.sort(),
      changed: this.#changed.sort(),
      renamed: this.#renamed,
      removed: this.#removed.sort(),
      accessChanged: this.#accessChanged,
      unchanged: this.#unchanged - this.#renamed.length,
      failed: this.#failed,
      denied: [...this.#denied].map(([name, reason]) => ({ name, ...(reason !== undefined && { reason }) })),
      warnings: [...this.#access.problems(), ...this.#unused()],
      members: this.#access.members,
      chunksStored: this.#chunksStored,
      chunksEmbedded: this.#pipeline.chunksEmbedded,
    };
  }
}

function* composed(parts: Iterable<UnpackedDocument>, file: string): Generator<UnpackedDocument> {
  for (const part of parts) {
    const name = part.name.normalize('NFC');
    if (name === file || !isNoDocument(name.slice(file.length + 1))) yield { ...part, name };
  }
}
