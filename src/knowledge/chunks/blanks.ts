/** Where a stretch of text begins and ends once the blanks around it are left out. Knows nothing of blocks. */
import type { Span } from '../../domain/document.ts';

const blank = /\s/;

/** White space as `\s` has it, in any script. */
export function isBlankAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13);
  return code >= 160 && blank.test(text.charAt(at));
}

/** The first place from `start` that is not blank; `end` where all is. */
export function skipBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isBlankAt(text, at)) at += 1;
  return at;
}

/** `undefined` where all is blank. */
export function trimSpan(text: string, span: Span): Span | undefined {
  const start = skipBlanks(text, span.start, span.end);
  return start === span.end ? undefined : { start, end: trimEnd(text, start, span.end) };
}

/** The place behind the last character that is not blank; `start` where all is. */
export function trimEnd(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && isBlankAt(text, last - 1)) last -= 1;
  return last;
}
