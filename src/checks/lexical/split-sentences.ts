/** Cuts a text into its sentences. Knows nothing of what they say. */
import type { Span } from '../../domain/document.ts';

/** Before a name or a number these end no sentence. German ones too, as they stand in names and references. */
const abbreviations =
  /(?:^|[\s([{"'“‘-])(?:mr|mrs|ms|dr|prof|st|sr|jr|fig|sec|ch|pp?|vs|approx|ca|cf|e\.\s?g|i\.\s?e|z\.\s?B|bzw|str|tel|inc|ltd|co|jan|feb|apr|aug|sept?|oct|nov|dec)\.\s*$/iu;
/** `J. Smith`, and `1. Step` where nothing stands before the number. */
const initialOrItem = /(?:^|\s)\p{Lu}\.\s*$|^\s*\d{1,3}\.\s*$/u;
const numberFollows = /(?:^|\s)(?:no|nr|art)\.\s*$/iu;

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * Spans without the blanks around them, in order; what has no letter or digit is no sentence. By the rules of Unicode (UAX 29), which end one
 * at each line break, and not after common abbreviations, initials and the numbers of a list. An abbreviation at the end of a sentence joins it to the next.
 */
export function splitSentences(text: string): Span[] {
  const sentences: Span[] = [];
  let start = 0;
  for (const { segment, index } of segmenter.segment(text)) {
    const end = index + segment.length;
    if (end < text.length && continues(segment, text.slice(end, end + 1))) continue;
    const sentence = trimmed(text, start, end);
    if (/[\p{L}\p{N}]/u.test(text.slice(sentence.start, sentence.end))) sentences.push(sentence);
    start = end;
  }
  return sentences;
}

function continues(segment: string, next: string): boolean {
  const tail = segment.slice(-16);
  if (/[\r\n\u2028\u2029]$/.test(tail)) return false;
  if (numberFollows.test(tail)) return /\d/.test(next);
  return abbreviations.test(tail) || initialOrItem.test(tail);
}

function trimmed(text: string, start: number, end: number): Span {
  const part = text.slice(start, end);
  const from = start + (part.length - part.trimStart().length);
  return { start: from, end: Math.max(from, start + part.trimEnd().length) };
}
