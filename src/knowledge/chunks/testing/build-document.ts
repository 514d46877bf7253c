/** Writes small parsed documents for tests, block by block. Knows no file format. */
import type { Block, ParsedDocument } from '../../../domain/document.ts';

export type DraftBlock = Omit<Block, 'start' | 'end'> & {
  readonly text: string;
  /** What stands between the block before and this one; a blank line unless told otherwise. */
  readonly before?: string;
};

export function buildDocument(drafts: readonly DraftBlock[], title?: string): ParsedDocument {
  let text = '';
  const blocks = drafts.map(({ text: own, before, ...block }, index) => {
    text += before ?? (index === 0 ? '' : '\n\n');
    const start = text.length;
    text += own;
    return { ...block, start, end: text.length };
  });
  return { text, blocks, metadata: {}, notes: [], ...(title === undefined ? {} : { title }) };
}

export const heading = (level: number, text: string): DraftBlock => ({ kind: 'heading', level, text });
export const paragraph = (text: string): DraftBlock => ({ kind: 'paragraph', text });

/** One block per item, a line each. */
export function list(partOf: number, items: readonly string[]): DraftBlock[] {
  return items.map((text, i) => ({ kind: 'list-item', partOf, text, ...(i === 0 ? {} : { before: '\n' }) }));
}

/** One block per row, a line each; the first names the columns. */
export function table(partOf: number, rows: readonly string[]): DraftBlock[] {
  return rows.map((text, i) => ({
    kind: 'table-row',
    partOf,
    text,
    ...(i === 0 ? { isHeader: true } : { before: '\n' }),
  }));
}

/** Words between white space: a counter whose sums are exact, so that sizes can be worked out by hand. */
export const countWords = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length;
