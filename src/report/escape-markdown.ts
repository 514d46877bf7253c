/** Foreign text for GitHub-flavoured Markdown: as prose, as a code span, as a fenced block. None of it can become markup, a link or a mention. */
import { visibleBlock, visibleLine } from './visible.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '|': '&#124;',
  $: '&#36;',
};

/**
 * One line of prose, for a paragraph, list item or table cell that has our own text or markup before it. Punctuation with a meaning is
 * escaped; `@` and `#` stand in code spans, which is what keeps a mention or an issue reference from notifying anybody.
 */
export function markdownProse(text: string): string {
  return visibleLine(text)
    .replace(/[\\`*_{}[\]~!]|[&<>|$]|:(?=\/\/)|www(?=\.)|[@#]/gi, (match) => {
      if (match === '@' || match === '#') return `\`${match}\``;
      if (match === ':') return '&#58;';
      if (match.length === 3) return `${match}<!-- -->`;
      return entities[match] ?? `\\${match}`;
    })
    .replace(/^[-+=]/, '\\$&')
    .replace(/^\d+(?=[.)])/, '$&\\')
    .replace(/\b(mailto|xmpp):/gi, '$1&#58;');
}

/** A code span, fit for a table cell too. A pipe directly after a backslash is drawn as `¦`: parsers disagree about that pair in tables. */
export function markdownCode(text: string): string {
  const line = visibleLine(text).replace(/(\\?)\|/g, (_match, backslash: string) =>
    backslash ? '\\¦' : '\\|',
  );
  if (line.trim() === '') return '(empty)';
  const fence = '`'.repeat(longestRun(line) + 1);
  return `${fence} ${line} ${fence}`;
}

/** A fenced block; it starts and ends its own lines. */
export function markdownBlock(text: string): string {
  const block = visibleBlock(text);
  const fence = '`'.repeat(Math.max(3, longestRun(block) + 1));
  return `${fence}text\n${block}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
