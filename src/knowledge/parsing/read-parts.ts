/** A file on disk → the bytes of what is to be parsed: itself, or each file within a zip archive. Parses nothing. */
import { endingOf } from './document-parser.ts';
import { ParseProblem } from './parse-problem.ts';
import type { ParsingLimits } from './parsing-limits.ts';
import { readBytes } from './read-bytes.ts';
import { type UnpackedDocument, unpackDocuments } from './zip/unpack-documents.ts';

export interface FileToParse {
  /** How the document is called from here on; its ending tells the format. Never used as a path. */
  readonly name: string;
  readonly path: string;
  /** Real path of the folder that the file must lie in. */
  readonly root?: string;
}

/** Of an archive one for each file within, called `archive/entry`, one at a time in memory. A problem is a sentence to follow the name. */
export async function readParts(
  file: FileToParse,
  limits: ParsingLimits,
): Promise<Iterable<UnpackedDocument>> {
  const { name } = file;
  try {
    const bytes = await readBytes(file.path, limits.bytesIn, file.root);
    return isArchive(name) ? caught(name, unpackDocuments(name, bytes, limits)) : [{ name, bytes }];
  } catch (error) {
    if (error instanceof ParseProblem) return [{ name, problem: error.message }];
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return [{ name, problem: `cannot be read: ${code}` }];
  }
}

/** Whether a file of that name is opened, and is itself no document. */
export function isArchive(name: string): boolean {
  return endingOf(name) === 'zip';
}

function* caught(name: string, parts: Iterable<UnpackedDocument>): Generator<UnpackedDocument> {
  try {
    yield* parts;
  } catch (error) {
    if (!(error instanceof ParseProblem)) throw error;
    yield { name, problem: error.message };
  }
}
