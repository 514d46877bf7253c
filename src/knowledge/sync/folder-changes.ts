/**
 * What of a folder is other than in the corpus: readers, renames and removals are carried out, what is new or changed is handed on to be
 * read. Parses nothing.
 */
import { canonicalJson } from '../../domain/content-hash.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { Corpus, StoredDocument } from '../../domain/ports/corpus-store.ts';
import type { AccessLists } from '../access/access-lists.ts';
import type { DocumentSource, FoundDocuments } from '../documents/find-documents.ts';
import { isNoDocument } from '../documents/folder-config.ts';
import { metadataEnding } from '../documents/parse-sidecar.ts';
import type { ParsingLimits } from '../parsing/parsing-limits.ts';
import { type FileToParse, isArchive, readParts } from '../parsing/read-parts.ts';
import type { UnpackedDocument } from '../parsing/zip/unpack-documents.ts';
import { readersOfStored } from './document-access.ts';
import { fileHash } from './file-hash.ts';
import type { SyncLog } from './sync-log.ts';
import type { FailedFile } from './sync-report.ts';

export interface FolderOptions {
  readonly source: DocumentSource;
  readonly found: FoundDocuments;
  readonly access: AccessLists;
  readonly corpus: Corpus;
  readonly limits: ParsingLimits;
  readonly failedBefore: readonly FailedFile[];
  readonly signal: AbortSignal;
  readonly log: SyncLog;
  /** Told of each file that was looked at. */
  readonly onProgress: () => void;
}

/** A document that is new or has changed. */
export interface ChangedDocument {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Of the file as it is now, with what stands beside it. */
  readonly hash: string;
}

export class FolderChanges {
  readonly #options: FolderOptions;
  readonly #fileNames: ReadonlySet<string>;
  readonly #failedBefore: ReadonlyMap<string, FailedFile>;
  #stored = new Map<string, StoredDocument>();
  /** Of everything there is, documents or not. */
  readonly #names = new Set<string>();

  constructor(options: FolderOptions) {
    this.#options = options;
    this.#fileNames = new Set(options.found.files.map(({ name }) => name));
    this.#failedBefore = new Map(options.failedBefore.map((failed) => [failed.name, failed]));
  }

  isStored(name: string): boolean {
    return this.#stored.has(name);
  }

  fail(name: string, problem: string, hash?: string): void {
    const { access, log } = this.#options;
    const keptVersion = this.#stored.has(name);
    // A rule for a file that fails is not misspelt.
    access.readersOf(name);
    log.failed.push({ name, problem, keptVersion, ...(hash !== undefined && { fileHash: hash }) });
  }

  /** Readers that changed, renames, removals, in this order. To be awaited before anything is read. */
  async carryOut(): Promise<void> {
    const { corpus, source, found } = this.#options;
    const documents = await corpus.documents();
    this.#stored = new Map(documents.map((document) => [document.name, document]));
    if (found.files.length === 0 && found.unreadFolders.length === 0 && documents.length > 0)
      throw new FulcrumError('DOCUMENTS_NONE', { root: source.root, stored: documents.length });
    for (const { name, problem } of found.problems) this.fail(name, problem);
    const gone = documents.map(({ name }) => name).filter((name) => !this.#isThere(name));
    await this.#setReaders(gone);
    await this.#rename(gone);
    await this.#remove(gone.filter((name) => this.#stored.has(name)));
  }

  /** The parts of all files that are not stored as they are. What has vanished from an archive is removed on the way. */
  async *toRead(): AsyncGenerator<ChangedDocument> {
    const { found, signal, log, onProgress } = this.#options;
    const inArchives = new Map<string, string[]>();
    for (const name of this.#stored.keys()) {
      const archive = this.#archiveOf(name);
      if (archive !== undefined) inArchives.set(archive, [...(inArchives.get(archive) ?? []), name]);
    }
    for (const file of found.files) {
      signal.throwIfAborted();
      const seen = new Set<string>();
      for (const part of await this.#partsOf(file)) {
        const { name } = part;
        this.#names.add(name);
        const isSecond = seen.has(name);
        seen.add(name);
        if (isSecond) this.fail(name, 'has the name of another file');
        else if ('problem' in part) this.fail(name, part.problem);
        else {
          const hash = this.#hashOf(name, part.bytes);
          if (this.#isNew(name, hash)) yield { name, bytes: part.bytes, hash };
        }
      }
      if (seen.size === 0) this.fail(file.name, 'holds no documents');
      // An archive that could not be read to its end is named itself.
      const within = inArchives.get(file.name) ?? [];
      if (!seen.has(file.name)) await this.#remove(within.filter((name) => !seen.has(name)));
      log.filesRead += 1;
      onProgress();
    }
  }

  /** What the folder says of documents that are not there. Of a part of a folder it is not known what fits the rest. */
  unused(): FulcrumError[] {
    const { source, found, access } = this.#options;
    if (source.include !== undefined || source.files !== undefined) return [];
    const beside = [...found.sidecars.keys()].filter((name) => !this.#names.has(name));
    return [
      ...access.unusedRules(),
      ...beside.map((name) => new FulcrumError('DOCUMENT_METADATA_UNUSED', { file: name + metadataEnding })),
    ];
  }

  /** Whether the file of a stored document may still be there; of what a folder holds that cannot be read, nothing is known. */
  #isThere(name: string): boolean {
    if (this.#options.found.unreadFolders.some((folder) => name.startsWith(folder))) return true;
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
    const { found, access, corpus, signal, log } = this.#options;
    const left = new Set(gone);
    for (const document of this.#stored.values()) {
      const { name } = document;
      if (left.has(name)) continue;
      signal.throwIfAborted();
      const now = readersOfStored(document, name, found.sidecars.get(name), access);
      log.noteReaders(name, now);
      if (canonicalJson(now.readers) === canonicalJson(document.readers.toSorted())) continue;
      await corpus.setReaders(name, now.readers);
      log.accessChanged.push(name);
    }
  }

  /** New names are looked through for the files of documents whose names are gone. */
  async #rename(gone: readonly string[]): Promise<void> {
    const byHash = new Map<string, string[]>();
    for (const name of gone) {
      const hash = this.#stored.get(name)?.fileHash ?? '';
      byHash.set(hash, [...(byHash.get(hash) ?? []), name]);
    }
    for (const file of this.#options.found.files) {
      if (byHash.size === 0) return;
      if (this.#stored.has(file.name)) continue;
      for (const part of await this.#partsOf(file)) {
        if ('problem' in part || this.#stored.has(part.name)) continue;
        const hash = this.#hashOf(part.name, part.bytes);
        const from = byHash.get(hash)?.shift();
        if (from === undefined) continue;
        await this.#renameOne(from, part.name);
        if (byHash.get(hash)?.length === 0) byHash.delete(hash);
      }
    }
  }

  async #renameOne(from: string, to: string): Promise<void> {
    const { found, access, corpus, signal, log } = this.#options;
    signal.throwIfAborted();
    const document = this.#stored.get(from) as StoredDocument;
    const now = readersOfStored(document, to, found.sidecars.get(to), access);
    log.noteReaders(to, now);
    await corpus.rename(from, to, now.readers);
    this.#stored.delete(from);
    this.#stored.set(to, { ...document, name: to, readers: now.readers });
    log.renamed.push({ from, to });
  }

  async #remove(names: readonly string[]): Promise<void> {
    const { corpus, signal, log } = this.#options;
    if (names.length === 0) return;
    signal.throwIfAborted();
    await corpus.remove(names);
    for (const name of names) {
      this.#stored.delete(name);
      log.denied.delete(name);
      log.removed.push(name);
    }
  }

  #hashOf(name: string, bytes: Uint8Array): string {
    return fileHash(name, bytes, this.#options.found.sidecars.get(name));
  }

  #isNew(name: string, hash: string): boolean {
    if (this.#stored.get(name)?.fileHash === hash) {
      this.#options.log.unchanged += 1;
      return false;
    }
    const before = this.#failedBefore.get(name);
    if (before?.fileHash !== hash) return true;
    this.fail(name, before.problem, hash);
    return false;
  }

  /** Without what is no document; names in Unicode's composed form. */
  async #partsOf(file: FileToParse): Promise<Iterable<UnpackedDocument>> {
    return composed(await readParts(file, this.#options.limits), file.name);
  }
}

function* composed(parts: Iterable<UnpackedDocument>, file: string): Generator<UnpackedDocument> {
  for (const part of parts) {
    const name = part.name.normalize('NFC');
    if (name === file || !isNoDocument(name.slice(file.length + 1))) yield { ...part, name };
  }
}
