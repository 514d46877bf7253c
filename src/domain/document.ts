/** What a document is once parsed: its text, and what stands where in it. Knows no file format, index or reader. */
import type { JsonObject } from './json.ts';

/** UTF-16 offsets into the text of a parsed document; the end is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type BlockKind = 'heading' | 'paragraph' | 'list-item' | 'table-row' | 'code' | 'quote';

/** A stretch of text that belongs together. */
export interface Block extends Span {
  readonly kind: BlockKind;
  /** 1 to 6, of headings alone. */
  readonly level?: number;
  /** From 1; absent where the format has no pages. */
  readonly page?: number;
  /** Rows of one table and items of one list share a number, unique within the document. */
  readonly partOf?: number;
  /** Of table rows: whether it names the columns. */
  readonly isHeader?: boolean;
}

export interface ParsedDocument {
  /** All of its visible text; what a citation quotes stands in it letter by letter. */
  readonly text: string;
  readonly title?: string;
  /** In order of the text, never overlapping. */
  readonly blocks: readonly Block[];
  /** Front matter, or what the file says of itself (author, dates …). */
  readonly metadata: JsonObject;
  /** What a reader should know of the parsing, e.g. `hidden text left out`. */
  readonly notes: readonly string[];
  /** How many it has, empty ones too; absent where the format has none. */
  readonly pageCount?: number;
}
