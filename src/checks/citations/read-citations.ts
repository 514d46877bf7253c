/** Reads which sentence of an answer cites which numbers. Does not know what was supplied. */
import type { Span } from '../../domain/document.ts';
import { splitSentences } from '../lexical/split-sentences.ts';

export interface CitedSentence {
  /** In the answer; marks within it included. */
  readonly span: Span;
  /** Without its marks. */
  readonly text: string;
  /** Each number once, in order of appearance. */
  readonly numbers: readonly number[];
}

const number = String.raw`\d{1,3}(?: ?[-–] ?\d{1,3})?`;
const list = `${number}(?: ?(?:,|;|&|,? and) ?${number}){0,30}`;
const word = '(?:passages?|sources?)';
/** Not the text of a Markdown link. */
const mark = new RegExp(String.raw`\[(?:${word} ?)?${list}\](?!\()|\(${word} ?${list}\)`, 'giu');

/**
 * A citation is `[1]`, `[1, 3]`, `[1-3]`, `[source 2]`, `[passage 2]` or `(source 2)`, `(passages 1 and 3)`, in any case, of up to three digits:
 * `(2)` and `[2024]` are none. One that follows the full stop belongs to the sentence before it, unless a new line comes between. Marks
 * without a sentence of their own belong to the one before.
 */
export function readCitations(answer: string): CitedSentence[] {
  const marks = [...answer.matchAll(mark)].map(({ 0: written, index }) => ({ written, index }));
  const bare = answer.replace(mark, (written) => ' '.repeat(written.length));
  const sentences = splitSentences(bare).map((span) => ({ span, numbers: new Set<number>() }));
  let at = 0;
  for (const { written, index } of marks) {
    while ((sentences[at + 1]?.span.start ?? Number.POSITIVE_INFINITY) <= index) at++;
    const next = sentences[at + 1];
    const begins =
      next !== undefined &&
      opensLine(bare, index, next.span.start) &&
      index >= (sentences[at]?.span.end ?? 0);
    const sentence = begins ? next : sentences[at];
    for (const cited of numbersOf(written)) sentence?.numbers.add(cited);
  }
  return sentences.map(({ span, numbers }) => ({
    span,
    text: bare
      .slice(span.start, span.end)
      .replace(/\s+([.,;:!?])/g, '$1')
      .replace(/\s+/g, ' '),
    numbers: [...numbers],
  }));
}

/** Whether the mark stands on the line of the sentence after it, at its beginning. */
function opensLine(bare: string, index: number, nextStart: number): boolean {
  const lineStart = bare.lastIndexOf('\n', nextStart) + 1;
  return lineStart <= index && bare.slice(lineStart, index).trim() === '';
}

/** A range is all its numbers; one that falls is its two ends. */
function numbersOf(written: string): number[] {
  return [...written.matchAll(/(\d+)(?: ?[-–] ?(\d+))?/g)].flatMap(([, from, to]) => {
    const [first, last] = [Number(from), Number(to ?? from)];
    return last < first ? [first, last] : Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}
