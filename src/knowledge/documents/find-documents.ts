/** The files of a folder, an archive or a list that are to be documents, and the access lists and metadata beside them. Parses no document. */
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { FulcrumError } from '../../domain/errors.ts';
import type { AccessList } from '../access/access-list.ts';
import { defaultParsingLimits, type ParsingLimits } from '../parsing/parsing-limits.ts';
import { readBytes } from '../parsing/read-bytes.ts';
import { type FileToParse, isArchive } from '../parsing/read-parts.ts';
import { accessFile, FolderConfig, isNoDocument, mostConfigBytes } from './folder-config.ts';
import { metadataEnding, type Sidecar } from './parse-sidecar.ts';
import { refuseListAbove } from './refuse-list-above.ts';

export interface DocumentSource {
  /** A folder, or one file: a document or a zip archive. */
  readonly root: string;
  /** Only files that one of these patterns fits (`care/*.md`); relative to `root`. */
  readonly include?: readonly string[];
  /** Only these, relative to `root`; the folder is not searched. */
  readonly files?: readonly string[];
}

export interface FoundDocuments {
  /** In order of their names. */
  readonly files: readonly FileToParse[];
  readonly accessLists: readonly AccessList[];
  /** What metadata files say, by the name of the document they are about, in archives too. */
  readonly sidecars: ReadonlyMap<string, Sidecar>;
  /** What was left aside, with the reason: a sentence to follow the name. */
  readonly problems: readonly { readonly name: string; readonly problem: string }[];
  /** Folders, ending in `/`, of which it is unknown what they hold. */
  readonly unreadFolders: readonly string[];
}

/**
 * Names are paths below the root, `/` between their parts, in Unicode's composed form. Hidden files and folders are left out; links are
 * not followed, as what they lead to has readers of its own. Throws `DOCUMENTS_MISSING`, and `ACCESS_LIST_ABOVE` where the root lies below
 * an access list: what is denied there would be open here.
 */
export async function findDocuments(
  source: DocumentSource,
  limits: ParsingLimits = defaultParsingLimits,
): Promise<FoundDocuments> {
  const { folder, entry } = await openRoot(source.root);
  const finder = new Finder(folder, limits);
  if (entry !== undefined) await finder.listed(entry);
  else if (source.files !== undefined) for (const file of source.files) await finder.listed(file);
  else await finder.walk('');
  return finder.finish(source.include);
}

async function openRoot(root: string): Promise<{ readonly folder: string; readonly entry?: string }> {
  let real: string;
  let isFolder: boolean;
  try {
    real = await realpath(root);
    isFolder = (await stat(real)).isDirectory();
  } catch (error) {
    throw new FulcrumError('DOCUMENTS_MISSING', { root }, { cause: error });
  }
  const folder = isFolder ? real : path.dirname(real);
  refuseListAbove(folder);
  return isFolder ? { folder } : { folder, entry: path.basename(real) };
}

class Finder {
  readonly #folder: string;
  readonly #limits: ParsingLimits;
  readonly #config = new FolderConfig();
  /** Real paths by name. */
  readonly #files = new Map<string, string>();
  readonly #problems: { name: string; problem: string }[] = [];
  readonly #unread: string[] = [];
  readonly #listed = new Set<string>();

  constructor(folder: string, limits: ParsingLimits) {
    this.#folder = folder;
    this.#limits = limits;
  }

  /** `below` is '' or ends in `/`. */
  async walk(below: string): Promise<void> {
    for (const entry of await this.#entriesOf(below)) {
      const name = `${below}${entry.name}`;
      if (entry.name === accessFile || entry.name.endsWith(metadataEnding))
        await this.#readConfig(name, entry);
      else if (isNoDocument(entry.name)) continue;
      else if (entry.isDirectory()) await this.walk(`${name}/`);
      else if (entry.isFile()) this.#add(name);
      else this.#refuse(name, entry.isSymbolicLink() ? isLink : 'is not a regular file');
    }
  }

  /** One file of a list, with the access lists above it and the metadata beside it. */
  async listed(file: string): Promise<void> {
    const absolute = path.resolve(this.#folder, file);
    const name = path.relative(this.#folder, absolute).replaceAll(path.sep, '/');
    if (name === '' || name === '..' || name.startsWith('../') || path.isAbsolute(name)) {
      this.#refuse(file, 'lies outside the folder of documents');
      return;
    }
    for (let end = 0; end !== -1; end = name.indexOf('/', end + 1)) {
      const folder = end === 0 ? '' : name.slice(0, end + 1);
      if (this.#listed.has(folder)) continue;
      this.#listed.add(folder);
      for (const entry of await this.#entriesOf(folder))
        if (entry.name === accessFile || entry.name.endsWith(metadataEnding))
          await this.#readConfig(`${folder}${entry.name}`, entry);
    }
    try {
      if ((await realpath(absolute)) === absolute) this.#add(name);
      else this.#refuse(name, isLink);
    } catch (error) {
      this.#refuse(name, `cannot be read: ${(error as NodeJS.ErrnoException).code}`);
    }
  }

  async finish(include: readonly string[] | undefined): Promise<FoundDocuments> {
    const files: FileToParse[] = [];
    for (const [name, file] of [...this.#files].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (include !== undefined && !include.some((pattern) => path.posix.matchesGlob(name, pattern)))
        continue;
      files.push({ name, path: file, root: this.#folder });
      if (!isArchive(name)) continue;
      const bytes = await readBytes(file, this.#limits.bytesIn, this.#folder).catch((error: Error) => error);
      await this.#config.addArchive(name, bytes, this.#limits);
    }
    const { accessLists, sidecars } = this.#config;
    return { files, accessLists, sidecars, problems: this.#problems, unreadFolders: this.#unread };
  }

  async #entriesOf(below: string): Promise<Dirent[]> {
    try {
      return await readdir(path.join(this.#folder, below), { withFileTypes: true });
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      this.#refuse(below, `cannot be read: ${code}`);
      this.#unread.push(below);
      this.#config.deny(below, below, code);
      return [];
    }
  }

  async #readConfig(name: string, entry: Dirent): Promise<void> {
    const file = path.join(this.#folder, name);
    const bytes = entry.isFile()
      ? await readBytes(file, mostConfigBytes, this.#folder).catch((error: Error) => error)
      : new Error('is not a regular file');
    await this.#config.add(name, bytes);
  }

  #add(raw: string): void {
    const name = raw.normalize('NFC');
    const file = path.join(this.#folder, raw);
    const other = this.#files.get(name);
    if (isNoDocument(name)) return;
    if (/\p{Cc}/u.test(name))
      this.#refuse(name.replace(/\p{Cc}/gu, '�'), 'has a control character in its name');
    else if (other !== undefined && other !== file) this.#refuse(name, 'has the name of another file');
    else this.#files.set(name, file);
  }

  #refuse(name: string, problem: string): void {
    this.#problems.push({ name, problem });
  }
}

const isLink = 'is a link, which is not followed';
