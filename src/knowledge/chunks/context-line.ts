/** The line that tells where in its document a chunk stands. Does not know the chunk. */
import { codePointStart } from './code-points.ts';
import type { TokenCount } from './token-count.ts';

/** UTF-16 units of one title or heading in the line; more is cut off and marked `…`. */
const maxEntryLength = 160;

/**
 * `title > heading > subheading`. A title that the first heading repeats is named once. Where the line has more than `maxTokens`, the
 * outermost entries are left out; empty where not even the innermost fits.
 */
export function contextLine(
  title: string,
  headingPath: readonly string[],
  maxTokens: number,
  countTokens: TokenCount,
): string {
  const entries = (title === headingPath[0] ? headingPath : [title, ...headingPath])
    .filter((entry) => entry !== '')
    .map(shortEntry);
  for (let outermost = 0; outermost < entries.length; outermost += 1) {
    const line = entries.slice(outermost).join(' > ');
    if (countTokens(line) <= maxTokens) return line;
  }
  return '';
}

function shortEntry(entry: string): string {
  if (entry.length <= maxEntryLength) return entry;
  return `${entry.slice(0, codePointStart(entry, maxEntryLength - 1))}…`;
}
