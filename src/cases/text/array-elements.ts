/** Splits the text of one large JSON array into its elements as they stream by. Does not parse them. */
import { malformed } from '../malformed.ts';
import { maxRecordLength, type NumberedLine } from './lines.ts';

/**
 * The elements of a top-level array as texts, with the line each begins on. Throws `CASES_MALFORMED` when the text is no array, ends
 * before it is closed, goes on after it, or an element is longer than `maxRecordLength`.
 */
export async function* arrayElements(
  chunks: AsyncIterable<string>,
  file: string,
): AsyncGenerator<NumberedLine> {
  const splitter = new ArraySplitter(file);
  for await (const chunk of chunks) yield* splitter.push(chunk);
  splitter.end();
}

class ArraySplitter {
  readonly #file: string;
  #state: 'before' | 'inside' | 'after' = 'before';
  #depth = 0;
  #inString = false;
  /** The chunk ended with a backslash: the first character of the next is escaped. */
  #escaped = false;
  #line = 1;
  /** Line on which the text after the last comma begins. */
  #startLine = 1;
  #element = '';
  readonly #structural = /["\\[\]{},\n]/g;

  constructor(file: string) {
    this.#file = file;
  }

  *push(chunk: string): Generator<NumberedLine> {
    let copied = this.#state === 'before' ? this.#open(chunk) : 0;
    this.#structural.lastIndex = copied + (this.#escaped ? 1 : 0);
    this.#escaped = false;
    while (this.#state === 'inside') {
      const match = this.#structural.exec(chunk);
      if (match === null) break;
      const next = match.index + 1;
      const found = this.#step(match[0]);
      if (found === 'escape') {
        this.#escaped = next === chunk.length;
        this.#structural.lastIndex = next + 1;
      } else if (found === 'delimiter') {
        const element = this.#take(chunk.slice(copied, match.index));
        copied = next;
        if (element !== undefined) yield element;
      }
    }
    this.#keep(chunk.slice(copied));
  }

  end(): void {
    if (this.#state !== 'inside') return;
    const tail = this.#element.trim().slice(-80);
    throw malformed(
      { file: this.#file, line: this.#line },
      'the JSON array is not closed, cut off perhaps',
      tail,
    );
  }

  /** Follows strings and nesting; names a backslash in a string and what ends an element. */
  #step(character: string): 'escape' | 'delimiter' | undefined {
    if (character === '\n') this.#line += 1;
    else if (this.#inString) {
      if (character === '\\') return 'escape';
      if (character === '"') this.#inString = false;
    } else if (character === '"') this.#inString = true;
    else if (character === '[' || character === '{') this.#depth += 1;
    else if (this.#depth > 0) {
      if (character !== ',') this.#depth -= 1;
    } else if (character !== '}') {
      if (character === ']') this.#state = 'after';
      return 'delimiter';
    }
    return undefined;
  }

  #open(chunk: string): number {
    const blank = /^\s*/.exec(chunk)?.[0] ?? '';
    this.#line += blank.split('\n').length - 1;
    if (blank.length === chunk.length) return chunk.length;
    if (chunk[blank.length] !== '[') {
      throw malformed(
        { file: this.#file, line: this.#line },
        'not a JSON array',
        chunk.slice(blank.length, 200),
      );
    }
    this.#state = 'inside';
    this.#startLine = this.#line;
    return blank.length + 1;
  }

  #take(end: string): NumberedLine | undefined {
    const whole = this.#element + end;
    const text = whole.trim();
    const line = this.#startLine + (/^\s*/.exec(whole)?.[0] ?? '').split('\n').length - 1;
    this.#element = '';
    this.#startLine = this.#line;
    return text === '' ? undefined : { line, text };
  }

  #keep(rest: string): void {
    if (this.#state === 'inside') this.#element += rest;
    else if (rest.trim() !== '') {
      throw malformed(
        { file: this.#file, line: this.#line },
        'text after the end of the JSON array',
        rest.trim(),
      );
    }
    if (this.#element.length > maxRecordLength) {
      const place = { file: this.#file, line: this.#startLine };
      throw malformed(place, 'one element is longer than 16 million characters', this.#element.slice(0, 200));
    }
  }
}
