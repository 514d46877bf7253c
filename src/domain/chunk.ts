/** A stretch of a parsed document that is embedded, found and cited as one. Knows nothing of how documents are cut or searched. */
import type { BlockKind, Span } from './document.ts';

export interface Chunk {
  /** From 0, in order of the document. */
  readonly index: number;
  /** Where it stands in the text of the document. Starts and ends rise from chunk to chunk; neighbours share what is repeated. */
  readonly span: Span;
  /** The text of the document at `span`, letter by letter. */
  readonly text: string;
  /** `title > heading > subheading`; never part of `text`, empty where there is none. */
  readonly contextLine: string;
  /**
   * What a model wrote of it, on one line: searched with it and, as nobody wrote it into the document, never evidence. Absent where nothing
   * was asked for or came.
   */
  readonly writtenContext?: string;
  /** The rows that name the columns, of the further pieces of a table that was cut; never part of `text`. */
  readonly header?: string;
  /** The headings it stands under, outermost first, white space collapsed. */
  readonly headingPath: readonly string[];
  /** The pages it stands on, from 1, both inclusive; absent where the format has none. */
  readonly pages?: { readonly first: number; readonly last: number };
  /** Its section, from the heading to the last block before the next heading: the bigger text to answer from. */
  readonly parentSpan?: Span;
  /** Of all that is embedded: context line, written context, header and text. */
  readonly tokens: number;
  /** Each kind once, in order of appearance. */
  readonly blockKinds: readonly BlockKind[];
  /** SHA-256 of all that is embedded, 64 lower-case hex digits; position in the document plays no part. */
  readonly contentHash: string;
}
