/** Puts a document together block by block, so that every span is exact. Knows no format. */
import type { Block, BlockKind, ParsedDocument } from '../../domain/document.ts';
import { ParseProblem } from './parse-problem.ts';
import type { ParsingLimits } from './parsing-limits.ts';
import { plainJson } from './plain-json.ts';
import { visibleText } from './visible-text.ts';

export interface BlockDetails {
  readonly level?: number;
  readonly page?: number;
  readonly partOf?: number;
  readonly isHeader?: boolean;
}

const longestTitle = 300;
/** What programs write where nobody gave a title. */
const noTitle = /^\W*(?:untitled|anonymous|unspecified|document\d*|unknown)\W*$/i;
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

export class DocumentBuilder {
  readonly limits: ParsingLimits;
  readonly #parts: string[] = [];
  readonly #blocks: Block[] = [];
  readonly #notes = new Set<string>();
  readonly #leftOut = new Map<string, number>();
  #length = 0;
  #bytes = 0;
  #cells = 0;
  #groups = 0;

  constructor(limits: ParsingLimits) {
    this.limits = limits;
  }

  /**
   * Adds a block after the ones before; nothing where no visible text is left. White space around it goes, and runs of blanks within it
   * become one, except in code. Throws `ParseProblem` past the text limit.
   */
  add(kind: BlockKind, raw: string, details: BlockDetails = {}): void {
    const text = this.#clean(kind, raw);
    if (text === '') return;
    const last = this.#blocks.at(-1);
    const isTogether = details.partOf !== undefined && last?.partOf === details.partOf;
    const separator = last === undefined ? '' : isTogether ? '\n' : '\n\n';
    const start = this.#length + separator.length;
    this.#length = start + text.length;
    this.#bytes += separator.length + Buffer.byteLength(text);
    if (this.#bytes > this.limits.textBytes)
      throw new ParseProblem(`holds more than ${megabytes(this.limits.textBytes)} MB of text`);
    this.#parts.push(separator, text);
    this.#blocks.push({ kind, start, end: this.#length, ...details });
  }

  /** Adds the row of a table, its cells set apart by ` | `. Throws `ParseProblem` past the limit of cells. */
  addRow(
    cells: readonly string[],
    partOf: number,
    details: Pick<BlockDetails, 'page' | 'isHeader'> = {},
  ): void {
    this.#cells += cells.length;
    if (this.#cells > this.limits.cells) throw new ParseProblem(`holds more than ${this.limits.cells} cells`);
    const texts = cells.map(oneLine);
    if (texts.every((text) => text === '')) return;
    this.add('table-row', texts.join(' | '), { ...details, partOf });
  }

  /** A number for the rows of one table or the items of one list. */
  newGroup(): number {
    this.#groups += 1;
    return this.#groups;
  }

  /** Says something of the parsing, once. */
  note(text: string): void {
    this.#notes.add(text);
  }

  /** Counts what was there but is not in the text, e.g. `hidden elements`. */
  leaveOut(what: string, count = 1): void {
    if (count > 0) this.#leftOut.set(what, (this.#leftOut.get(what) ?? 0) + count);
  }

  /** Its title is the given one, else the text of its first heading, else none. */
  finish(title?: unknown, metadata: unknown = {}): ParsedDocument {
    const text = this.#parts.join('');
    const heading = this.#blocks.find((block) => block.kind === 'heading');
    const told = typeof title === 'string' ? this.#clean('heading', title) : '';
    const given = noTitle.test(told) ? '' : told;
    const found = given === '' && heading !== undefined ? text.slice(heading.start, heading.end) : given;
    const named = found.slice(0, longestTitle).toWellFormed().trim();
    const { json, note } = plainJson(metadata, this.limits.depth);
    if (note !== undefined) this.note(note);
    const leftOut = [...this.#leftOut].map(([what, count]) => `left out ${what}: ${count}`);
    return {
      text,
      ...(named !== '' && { title: named }),
      blocks: this.#blocks,
      metadata: json,
      notes: [...this.#notes, ...leftOut],
    };
  }

  #clean(kind: BlockKind, raw: string): string {
    const { text, leftOut } = visibleText(raw);
    this.leaveOut('invisible characters', leftOut);
    if (kind === 'code') return text.replace(/^(?:[ \t]*\n)+/, '').trimEnd();
    if (kind === 'heading') return oneLine(text);
    return text
      .split('\n')
      .map(oneLine)
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  }
}

/** Whole megabytes, for messages. */
export function megabytes(bytes: number): number {
  return Math.max(1, Math.round(bytes / 2 ** 20));
}
