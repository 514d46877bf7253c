/** Files → documents, or why not, file by file; zip archives are opened. Decides neither which files nor what becomes of them. */
import { availableParallelism } from 'node:os';
import { type ParseOutcome, ParserChild } from './parser-child.ts';
import { defaultParsingLimits, type ParsingLimits } from './parsing-limits.ts';
import { type FileToParse, readParts } from './read-parts.ts';
import type { UnpackedDocument } from './zip/unpack-documents.ts';

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
export function parseFiles(
  files: AsyncIterable<FileToParse> | Iterable<FileToParse>,
  options: ParseFilesOptions = {},
): AsyncGenerator<ParsedFile> {
  return parseParts(partsOf(files, { ...defaultParsingLimits, ...options.limits }), options);
}

async function* partsOf(
  files: AsyncIterable<FileToParse> | Iterable<FileToParse>,
  limits: ParsingLimits,
): AsyncGenerator<UnpackedDocument> {
  for await (const file of files) yield* await readParts(file, limits);
}

/** As `parseFiles`, of bytes that were read already: one outcome for each part, in their order. No process is started before the first. */
export async function* parseParts(
  parts: AsyncIterable<UnpackedDocument>,
  options: ParseFilesOptions = {},
): AsyncGenerator<ParsedFile> {
  const limits = { ...defaultParsingLimits, ...options.limits };
  const count = options.processes ?? Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));
  const children = Array.from({ length: count }, () => new ParserChild(limits, options.program));
  const idle = [...children];
  const waiting: ((child: ParserChild) => void)[] = [];
  const closeAll = () => Promise.all(children.map((child) => child.close()));
  const parse = async (name: string, bytes: Uint8Array): Promise<ParsedFile> => {
    const child = idle.pop() ?? (await new Promise<ParserChild>((resolve) => waiting.push(resolve)));
    try {
      return { name, ...(await child.parse({ name, bytes })) };
    } finally {
      const next = waiting.shift();
      if (next === undefined) idle.push(child);
      else next(child);
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
    for await (const part of parts) {
      options.signal?.throwIfAborted();
      if ('problem' in part) underWay.push(Promise.resolve(part));
      else {
        const outcome = parse(part.name, part.bytes);
        outcome.catch(() => undefined);
        underWay.push(outcome);
      }
      while (underWay.length >= 2 * count) yield await next();
    }
    while (underWay.length > 0) yield await next();
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
    await closeAll();
  }
}
