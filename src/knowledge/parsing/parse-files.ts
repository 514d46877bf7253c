/** Files → documents, or why not, file by file; zip archives are opened. Decides neither which files nor what becomes of them. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { megabytes } from './document-builder.ts';
import { endingOf, headBytes } from './document-parser.ts';
import { ParseProblem } from './parse-problem.ts';
import { type ParseOutcome, ParserChild } from './parser-child.ts';
import { defaultParsingLimits, type ParsingLimits } from './parsing-limits.ts';
import { type UnpackedDocument, unpackDocuments } from './zip/unpack-documents.ts';

export interface FileToParse {
  /** How the document is called from here on; its ending tells the format. Never used as a path. */
  readonly name: string;
  readonly path: string;
}

/** A document, or a sentence on why there is none, to follow its name: `is encrypted`. */
export type ParsedFile = { readonly name: string } & ParseOutcome;

export interface ParseFilesOptions {
  readonly limits?: Partial<ParsingLimits>;
  /** Files parsed at a time, each in a process of its own; default half the processors, at most 4. */
  readonly processes?: number;
  readonly signal?: AbortSignal;
  /** Program of the child, for tests. */
  readonly program?: string;
}

/**
 * One outcome for each file, in the order of the files; for a zip archive one for each file within, called `archive/entry`. A file that is
 * hostile or broken costs only itself. Throws the signal's reason, and what `files` throws.
 */
export async function* parseFiles(
  files: AsyncIterable<FileToParse> | Iterable<FileToParse>,
  options: ParseFilesOptions = {},
): AsyncGenerator<ParsedFile> {
  const limits = { ...defaultParsingLimits, ...options.limits };
  const count = options.processes ?? Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));
  const children = Array.from({ length: count }, () => new ParserChild(limits, options.program));
  const idle = [...children];
  const waiting: (() => void)[] = [];
  const closeAll = () => Promise.all(children.map((child) => child.close()));
  const parse = async (name: string, bytes: Uint8Array): Promise<ParsedFile> => {
    if (idle.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    const child = idle.pop() as ParserChild;
    try {
      return { name, ...(await child.parse({ name, bytes })) };
    } finally {
      idle.push(child);
      waiting.shift()?.();
    }
  };
  const underWay: Promise<ParsedFile>[] = [];
  const next = async (): Promise<ParsedFile> => {
    const [outcome] = await Promise.allSettled([underWay.shift() as Promise<ParsedFile>]);
    options.signal?.throwIfAborted();
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  };
  const onAbort = () => void closeAll();
  options.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for await (const file of files) {
      options.signal?.throwIfAborted();
      for (const part of await readParts(file, limits)) {
        if ('problem' in part) underWay.push(Promise.resolve(part));
        else {
          const outcome = parse(part.name, part.bytes);
          outcome.catch(() => undefined);
          underWay.push(outcome);
        }
        while (underWay.length >= 2 * count) yield await next();
      }
    }
    while (underWay.length > 0) yield await next();
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
    await closeAll();
  }
}

/** The file itself, or what is within when it is a zip archive. */
async function readParts(file: FileToParse, limits: ParsingLimits): Promise<Iterable<UnpackedDocument>> {
  const { name } = file;
  try {
    const bytes = await readBytes(file.path, limits.bytesIn);
    return endingOf(name) === 'zip' ? caught(name, unpackDocuments(name, bytes, limits)) : [{ name, bytes }];
  } catch (error) {
    if (error instanceof ParseProblem) return [{ name, problem: error.message }];
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return [{ name, problem: `cannot be read: ${code}` }];
  }
}

function* caught(name: string, parts: Iterable<UnpackedDocument>): Generator<UnpackedDocument> {
  try {
    yield* parts;
  } catch (error) {
    if (!(error instanceof ParseProblem)) throw error;
    yield { name, problem: error.message };
  }
}

/** Whole bytes of a regular file. A pipe or device is opened without waiting for it, and refused. */
async function readBytes(path: string, mostBytes: number): Promise<Uint8Array> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new ParseProblem('is not a regular file');
    if (stat.size > mostBytes) throw new ParseProblem(`is larger than ${megabytes(mostBytes)} MB`);
    return await readUpTo(handle, stat.size, mostBytes);
  } finally {
    await handle.close();
  }
}

/** A file may grow while it is read. */
async function readUpTo(handle: FileHandle, size: number, mostBytes: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafe(Math.min(size, mostBytes) + headBytes);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
    if (bytesRead === 0) return buffer.subarray(0, length);
    length += bytesRead;
  }
  throw new ParseProblem('grew while it was read');
}
