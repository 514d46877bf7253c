/** The files of a folder, an archive or a list that are to be documents, and the access lists and metadata beside them. Parses no document. */
import { type Dirent, existsSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { FulcrumError } from '../../domain/errors.ts';
import type { AccessList } from '../access/access-list.ts';
import { unreadableList } from '../access/build-access-list.ts';
import { parseAccessList } from '../access/parse-access-list.ts';
import { readBytes } from '../parsing/read-bytes.ts';
import type { FileToParse } from '../parsing/read-parts.ts';
import { metadataEnding } from './read-sidecar.ts';

export interface DocumentSource {
  /** A folder, or one file: a document or a zip archive. */
  readonly root: string;
  /** Only files that one of these patterns fits (`care/*.md`); relative to `root`. */
  readonly include?: readonly string[];
  /** Only these, relative to `root`; the folder is not searched. */
  readonly files?: readonly string[];
}

export interface FoundFile extends FileToParse {
  /** The metadata file beside it. */
  readonly sidecar?: string;
}

export interface FoundDocuments {
  /** In order of their names. */
  readonly files: readonly FoundFile[];
  readonly accessLists: readonly AccessList[];
  /** What was left aside, with the reason: a sentence to follow the name. */
  readonly problems: readonly { readonly name: string; readonly problem: string }[];
  /** Folders, ending in `/`, of which it is unknown what they hold. */
  readonly unreadFolders: readonly string[];
}

const accessFile = '_acl.yaml';
/** Of access lists and metadata files. */
export const mostConfigBytes = 2 ** 20;

/**
 * Names are paths below the root, `/` between their parts, in Unicode's composed form. Hidden files and folders are left out; links are
 * not followed, as what they lead to has readers of its own. Throws `DOCUMENTS_MISSING`, and `ACCESS_LIST_ABOVE` where the root lies below
 * an access list: what is denied there would be open here.
 */
export async function findDocuments(source: DocumentSource): Promise<FoundDocuments> {
  const { folder, entry } = await openRoot(source.root);
  const finder = new Finder(folder);
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
  for (let above = path.dirname(folder); ; above = path.dirname(above)) {
    const file = path.join(above, accessFile);
    if (above !== folder && existsSync(file)) throw new FulcrumError('ACCESS_LIST_ABOVE', { root, file });
    if (above === path.dirname(above)) break;
  }
  return isFolder ? { folder } : { folder, entry: path.basename(real) };
}

class Finder {
  readonly #folder: string;
  /** Real paths by name. */
  readonly #files = new Map<string, string>();
  readonly #accessLists: AccessList[] = [];
  readonly #problems: { name: string; problem: string }[] = [];
  readonly #unread: string[] = [];
  readonly #readFolders = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** `below` is '' or ends in `/`. */
  async walk(below: string): Promise<void> {
    const entries = await this.#entriesOf(below);
    for (const entry of entries) {
      const name = `${below}${entry.name}`;
      if (entry.name === accessFile) await this.#readAccess(below, entry);
      else if (entry.name.startsWith('.')) continue;
      else if (entry.isDirectory()) await this.walk(`${name}/`);
      else if (entry.isFile()) this.#add(name);
      else this.#refuse(name, entry.isSymbolicLink() ? isLink : 'is not a regular file');
    }
  }

  /** One file of a list, with the access lists above it. */
  async listed(file: string): Promise<void> {
    const absolute = path.resolve(this.#folder, file);
    const name = path.relative(this.#folder, absolute).replaceAll(path.sep, '/');
    if (name === '' || name.startsWith('../') || name === '..' || path.isAbsolute(name)) {
      this.#refuse(file, 'lies outside the folder of documents');
      return;
    }
    for (let at = 0; at !== -1; at = name.indexOf('/', at + 1)) {
      const folder = at === 0 ? '' : name.slice(0, at + 1);
      if (this.#readFolders.has(folder)) continue;
      this.#readFolders.add(folder);
      for (const entry of await this.#entriesOf(folder))
        if (entry.name === accessFile) await this.#readAccess(folder, entry);
    }
    try {
      if ((await realpath(absolute)) === absolute) this.#add(name);
      else this.#refuse(name, isLink);
    } catch (error) {
      this.#refuse(name, `cannot be read: ${(error as NodeJS.ErrnoException).code}`);
    }
  }

  finish(include: readonly string[] | undefined): FoundDocuments {
    const files: FoundFile[] = [];
    for (const [name, file] of [...this.#files].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (name.endsWith(metadataEnding)) continue;
      if (include !== undefined && !include.some((pattern) => path.posix.matchesGlob(name, pattern)))
        continue;
      const sidecar = this.#files.get(`${name}${metadataEnding}`);
      files.push({ name, path: file, root: this.#folder, ...(sidecar !== undefined && { sidecar }) });
    }
    return {
      files,
      accessLists: this.#accessLists,
      problems: this.#problems,
      unreadFolders: this.#unread,
    };
  }

  async #entriesOf(below: string): Promise<Dirent[]> {
    try {
      return await readdir(path.join(this.#folder, below), { withFileTypes: true });
    } catch (error) {
      this.#refuse(below, `cannot be read: ${(error as NodeJS.ErrnoException).code}`);
      this.#unread.push(below);
      return [];
    }
  }

  async #readAccess(below: string, entry: Dirent): Promise<void> {
    const place = { file: `${below}${accessFile}`, folder: below.normalize('NFC') };
    try {
      if (!entry.isFile()) throw new Error('is not a regular file');
      const bytes = await readBytes(path.join(this.#folder, place.file), mostConfigBytes, this.#folder);
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      this.#accessLists.push(await parseAccessList(text, place.file, place.folder));
    } catch (error) {
      this.#accessLists.push(unreadableList(place, 'cannot be read', (error as Error).message, undefined));
    }
  }

  #add(raw: string): void {
    const name = raw.normalize('NFC');
    if (/\p{Cc}/u.test(name))
      this.#refuse(name.replace(/\p{Cc}/gu, '�'), 'has a control character in its name');
    else if (this.#files.has(name)) {
      if (this.#files.get(name) !== path.join(this.#folder, raw))
        this.#refuse(name, 'has the name of another file');
    } else this.#files.set(name, path.join(this.#folder, raw));
  }

  #refuse(name: string, problem: string): void {
    this.#problems.push({ name, problem });
  }
}

const isLink = 'is a link, which is not followed';
