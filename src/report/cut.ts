/** Shortens a long text to what a reader will read and says how much is missing. */
import { count } from './format/count.ts';

export interface Cut {
  readonly text: string;
  /** UTF-16 units left out; 0 when the text is whole. */
  readonly leftOut: number;
}

/** The first `limit` UTF-16 units, never ending inside a surrogate pair. */
export function cut(text: string, limit: number): Cut {
  if (text.length <= limit) return { text, leftOut: 0 };
  const last = text.charCodeAt(limit - 1);
  const end = last >= 0xd800 && last < 0xdc00 ? limit - 1 : limit;
  return { text: text.slice(0, end), leftOut: text.length - end };
}

/** `… 1,234 characters left out`, or nothing for a whole text. */
export function leftOutNote(leftOut: number): string {
  return leftOut === 0 ? '' : `… ${count(leftOut)} characters left out`;
}
