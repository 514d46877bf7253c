/** Lines of a page → headings, list items and paragraphs, by the gaps between lines and the size of letters. Knows nothing of PDF. */
import type { TextLine } from './text-lines.ts';

export interface PageBlock {
  readonly kind: 'heading' | 'list-item' | 'paragraph';
  /** Of headings. */
  readonly level?: number;
  readonly lines: readonly TextLine[];
}

/** Larger letters than those of the body, by this factor, make a heading; by more, a higher one. */
const headingFactors: readonly [factor: number, level: number][] = [
  [1.6, 1],
  [1.3, 2],
  [1.12, 3],
];
const longestHeading = 200;
const itemMark = /^(?:[•◦▪‣●○■–]\s*|-\s+|\(?(?:\d{1,2}|[a-z])[.)]\s+)\S/;

/** The size of most letters, to half a point; undefined without any. */
export function bodySize(lines: Iterable<TextLine>): number | undefined {
  const letters = new Map<number, number>();
  for (const { size, text } of lines) {
    const rounded = Math.round(size * 2) / 2;
    letters.set(rounded, (letters.get(rounded) ?? 0) + text.length);
  }
  return [...letters].reduce<[number, number] | undefined>(
    (a, b) => (a === undefined || b[1] > a[1] ? b : a),
    undefined,
  )?.[0];
}

/** The blocks of one page in the order of its lines. */
export function pageBlocks(lines: readonly TextLine[], body: number): PageBlock[] {
  const usualGap = medianGap(lines);
  const groups: TextLine[][] = [];
  for (const [index, line] of lines.entries()) {
    const group = groups.at(-1);
    const previous = lines[index - 1];
    if (group === undefined || previous === undefined || breaks(group, previous, line, usualGap))
      groups.push([line]);
    else group.push(line);
  }
  return groups.map((group) => classify(group, body));
}

function breaks(group: readonly TextLine[], previous: TextLine, line: TextLine, usualGap: number): boolean {
  if (Math.abs(line.size - previous.size) > 0.1 * previous.size) return true;
  if (itemMark.test(line.text)) return true;
  const gap = previous.y - line.y;
  const size = Math.max(line.size, previous.size);
  // Upwards or far down: another column, unless a sentence goes on there.
  if (gap < -0.5 * size || gap > 4 * size)
    return !(/[\p{Ll},-]$/u.test(previous.text) && /^\p{Ll}/u.test(line.text));
  if (gap > size * Math.max(1.25 * usualGap, usualGap + 0.25)) return true;
  const isItem = itemMark.test(group[0]?.text ?? '');
  const left = Math.min(...group.slice(-3).map((one) => one.left));
  // An indented first line, after a line that ends a sentence.
  return (
    !isItem && line.left - left > 0.8 * size && line.left - left < 6 * size && /[.!?:”"]$/.test(previous.text)
  );
}

/** Of lines in the same letters below each other, in sizes of the letters; generous where there are none to learn from. */
function medianGap(lines: readonly TextLine[]): number {
  const gaps: number[] = [];
  for (const [index, line] of lines.entries()) {
    const previous = lines[index - 1];
    if (previous === undefined || Math.abs(previous.size - line.size) > 0.1 * line.size) continue;
    const gap = (previous.y - line.y) / line.size;
    if (gap > 0.5 && gap < 3) gaps.push(gap);
  }
  gaps.sort((a, b) => a - b);
  return gaps[Math.floor((gaps.length - 1) / 2)] ?? 1.5;
}

function classify(lines: readonly TextLine[], body: number): PageBlock {
  const length = lines.reduce((sum, { text }) => sum + text.length, 0);
  const size = lines[0]?.size ?? body;
  const level = headingFactors.find(([factor]) => size >= factor * body)?.[1];
  const hasWords = lines.some(({ text }) => /\p{L}{2}/u.test(text));
  if (level !== undefined && length <= longestHeading && hasWords) return { kind: 'heading', level, lines };
  return { kind: itemMark.test(lines[0]?.text ?? '') ? 'list-item' : 'paragraph', lines };
}

/**
 * The text of a block: a line without room for the next word runs on into the next line, a shorter one ends. A word parted by a hyphen is made whole,
 * unless `isKnown` has seen it with its hyphen.
 */
export function joinLines(lines: readonly TextLine[], isKnown: (word: string) => boolean): string {
  let text = '';
  for (const [index, line] of lines.entries()) {
    const previous = lines[index - 1];
    if (previous === undefined) {
      text = line.text;
      continue;
    }
    const parted = /(\p{L}+)[-\u2010]$/u.exec(text);
    const rest = /^\p{Ll}+/u.exec(line.text);
    if (parted !== null && rest !== null)
      text = (isKnown(`${parted[1]}-${rest[0]}`) ? text : text.slice(0, -1)) + line.text;
    else {
      const isTable = previous.hasColumns || line.hasColumns;
      text += (!isTable && fillsWidth(previous, line, rightOf(lines, index)) ? ' ' : '\n') + line.text;
    }
  }
  return text;
}

/** The right edge of the column that the line before `index` stands in: a paragraph may go on in another. */
function rightOf(lines: readonly TextLine[], index: number): number {
  const edge = lines[index - 1]?.right ?? 0;
  const near = lines.slice(Math.max(0, index - 50), index + 50);
  return Math.max(edge, ...near.filter(({ left }) => left < edge).map(({ right }) => right));
}

function fillsWidth(line: TextLine, next: TextLine, right: number): boolean {
  const word = next.text.split(/\s/, 1)[0]?.length ?? 0;
  const wordWidth = ((next.right - next.left) * word) / next.text.length;
  return line.right + wordWidth + 0.75 * line.size >= right;
}
