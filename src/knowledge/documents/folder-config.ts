/** What files beside the documents say of them, access lists and metadata, gathered from folders and archives. Reads no disk. */
import type { AccessList } from '../access/access-list.ts';
import { unreadableList } from '../access/build-access-list.ts';
import { parseAccessList } from '../access/parse-access-list.ts';
import { ParseProblem } from '../parsing/parse-problem.ts';
import type { ParsingLimits } from '../parsing/parsing-limits.ts';
import { ZipArchive } from '../parsing/zip/zip-archive.ts';
import { brokenSidecar, metadataEnding, parseSidecar, type Sidecar } from './parse-sidecar.ts';

export const accessFile = '_acl.yaml';
/** Of one access list or metadata file. */
export const mostConfigBytes = 2 ** 20;

/** Whether a file says something of documents, or is none of the reader's business; `name` is a path, `/` between its parts. */
export function isNoDocument(name: string): boolean {
  return name.split('/').some((step) => step.startsWith('.')) || isConfig(name);
}

function isConfig(name: string): boolean {
  return name.endsWith(metadataEnding) || name.endsWith(`/${accessFile}`) || name === accessFile;
}

export class FolderConfig {
  readonly accessLists: AccessList[] = [];
  /** By the name of the document. */
  readonly sidecars = new Map<string, Sidecar>();

  /** `name` is that of the file itself, `bytes` why it cannot be read where that is so. */
  async add(name: string, bytes: Uint8Array | Error): Promise<void> {
    const isAccess = !name.endsWith(metadataEnding);
    const about = name.slice(0, isAccess ? -accessFile.length : -metadataEnding.length).normalize('NFC');
    if (!isAccess)
      this.sidecars.set(
        about,
        bytes instanceof Error ? brokenSidecar(bytes.message) : await parseSidecar(bytes),
      );
    else if (bytes instanceof Error) this.deny(name, about, bytes.message);
    else {
      try {
        const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        this.accessLists.push(await parseAccessList(text, name, about));
      } catch (error) {
        this.deny(name, about, (error as Error).message);
      }
    }
  }

  /** Nobody may read what is below the folder, as it is unknown who may. */
  deny(file: string, folder: string, reason: string): void {
    this.accessLists.push(
      unreadableList({ file, folder: folder.normalize('NFC') }, 'cannot be read', reason, undefined),
    );
  }

  /** Those within an archive. Of one that cannot be opened nothing may be read. */
  async addArchive(name: string, bytes: Uint8Array | Error, limits: ParsingLimits): Promise<void> {
    try {
      if (bytes instanceof Error) throw bytes;
      const archive = new ZipArchive(bytes, {
        ...limits,
        bytesIn: Math.min(limits.bytesIn, mostConfigBytes),
      });
      for (const entry of archive.entries) {
        if (entry.isFolder || !isConfig(entry.name)) continue;
        await this.add(`${name}/${entry.name}`, entry.isLink ? new Error('is a link') : archive.read(entry));
      }
    } catch (error) {
      if (!(bytes instanceof Error) && !(error instanceof ParseProblem)) throw error;
      this.deny(name, `${name}/`, (error as Error).message);
    }
  }
}
