/** Parses without a process of its own, for tests with files that are no danger. Knows no limits of time and memory. */
import type { ParsedFile } from '../parsing/parse-files.ts';
import { parserFor } from '../parsing/parsers.ts';
import { defaultParsingLimits } from '../parsing/parsing-limits.ts';
import type { UnpackedDocument } from '../parsing/zip/unpack-documents.ts';

export async function* parseInProcess(parts: AsyncIterable<UnpackedDocument>): AsyncGenerator<ParsedFile> {
  for await (const part of parts) yield 'problem' in part ? part : await parse(part.name, part.bytes);
}

async function parse(name: string, bytes: Uint8Array): Promise<ParsedFile> {
  try {
    return { name, document: await parserFor(name, bytes).parse(bytes, name, defaultParsingLimits) };
  } catch (error) {
    return { name, problem: (error as Error).message };
  }
}
