/** Cuts a stretch without sentence ends between words, and a word too long between code points. Knows nothing of blocks. */
import type { Span } from '../../domain/document.ts';
import { isBlankAt, skipBlanks, trimEnd } from './blanks.ts';
import { codePointEnd, codePointStart } from './code-points.ts';

export interface MeasuredSpan extends Span {
  readonly tokens: number;
}

// The rules for words are those of Unicode whatever the language is; a named one keeps the machine's own out.
const words = new Intl.Segmenter('en', { granularity: 'word' });
/** A word is looked at this far beyond the place of the cut, UTF-16 units. */
const lookAhead = 32;

/**
 * The stretch in parts of at most `maxTokens`, blanks between them left out; a single code point of more is a part all the same. The
 * length of a part is guessed from the density of the one before and at most doubled, so that the text measured in all is within a
 * small factor of the stretch.
 */
export function* cutToFit(
  text: string,
  span: Span,
  maxTokens: number,
  measure: (part: Span) => number,
): Generator<MeasuredSpan> {
  let start = skipBlanks(text, span.start, span.end);
  let length = span.end - start;
  while (start < span.end) {
    const part = longestPart(text, start, span.end, length, maxTokens, measure);
    yield part;
    const taken = part.end - start;
    length = Math.min(2 * taken, Math.ceil((taken * maxTokens) / Math.max(1, part.tokens)));
    start = skipBlanks(text, part.end, span.end);
  }
}

function longestPart(
  text: string,
  start: number,
  end: number,
  guess: number,
  maxTokens: number,
  measure: (part: Span) => number,
): MeasuredSpan {
  let length = guess;
  for (let attempt = 0; ; attempt += 1) {
    const cut = placeOfCut(text, start, end, length);
    const part = { start, end: trimEnd(text, start, cut) };
    const tokens = measure(part);
    if (tokens <= maxTokens || part.end <= codePointEnd(text, start)) return { ...part, tokens };
    const taken = part.end - start;
    const byDensity = Math.floor((taken * maxTokens * 0.95) / tokens);
    length = attempt < 2 ? Math.min(byDensity, taken - 1) : taken >> 1;
  }
}

/** Before a word at most `length` units from `start`, blanks preferred in the latter half; at least one code point on. */
function placeOfCut(text: string, start: number, end: number, length: number): number {
  const at = start + length;
  if (at >= end) return end;
  for (let blank = at; blank > start + length / 2; blank -= 1) if (isBlankAt(text, blank)) return blank;
  const window = text.slice(start, Math.min(end, at + lookAhead));
  const word = words.segment(window).containing(length)?.index ?? 0;
  if (word > 0) return start + word;
  return Math.max(codePointStart(text, at), codePointEnd(text, start));
}
