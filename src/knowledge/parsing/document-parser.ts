/** The seam that every document format implements; does not know the formats. A parser is one file and one line in `parsers.ts`. */
import type { ParsedDocument } from '../../domain/document.ts';
import type { ParsingLimits } from './parsing-limits.ts';

export interface DocumentParser {
  readonly name: string;
  /** Whether it reads such a file. `name` is an id whose ending counts; `head` is the beginning of the file, up to 4 kB. */
  accepts(name: string, head: Uint8Array): boolean;
  /**
   * The text of a file and what stands where in it. Opens no other file and no connection, whatever the document refers to. An empty file
   * is an empty document. Throws `ParseProblem` for what it refuses; any other error means a broken file.
   */
  parse(bytes: Uint8Array, name: string, limits: ParsingLimits): Promise<ParsedDocument>;
}

/** Bytes of a file that `accepts` may look at. */
export const headBytes = 4096;

/** The ending of a name in lower case without its dot; '' where there is none. */
export function endingOf(name: string): string {
  return /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}
