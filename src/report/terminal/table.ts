/** A borderless terminal table of columns with heads, widths and importance; it does not know what its cells mean. */
import Table from 'cli-table3';
import type { Paint } from './paint.ts';

export interface Column<Row> {
  /** Lines of the head; the first is what the column is called where it had to be left out. */
  readonly head: readonly string[];
  readonly width: number;
  readonly align?: 'left' | 'right';
  /** Left out first where the terminal is narrow: higher goes earlier. Absent means never. */
  readonly leaveOut?: number;
  /** Lines of a cell. */
  readonly cell: (row: Row, index: number) => readonly string[];
}

export interface DrawnTable {
  readonly text: string;
  /** First head lines of the columns there was no room for. */
  readonly leftOut: readonly string[];
}

const none = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
};

/** Draws the rows in at most `width` columns; the column at index `flexible` takes what the others leave, at least its own width. */
export function drawTable<Row>(
  rows: readonly Row[],
  all: readonly Column<Row>[],
  flexible: number,
  width: number,
  paint: Paint,
): DrawnTable {
  const flexibleColumn = all[flexible];
  let columns = [...all];
  const taken = (gap: number) =>
    columns.reduce((sum, column) => sum + column.width, 0) + gap * (columns.length - 1);
  while (taken(1) > width) {
    const least = columns.reduce((a, b) => ((b.leaveOut ?? 0) > (a.leaveOut ?? 0) ? b : a));
    if (least.leaveOut === undefined) break;
    columns = columns.filter((column) => column !== least);
  }
  const gap = taken(2) > width ? 1 : 2;
  const spare = Math.min(24, width - taken(gap));
  const table = new Table({
    chars: { ...none, middle: ' '.repeat(gap) },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colWidths: columns.map((column) =>
      Math.max(1, column === flexibleColumn ? column.width + spare : column.width),
    ),
    colAligns: columns.map((column) => column.align ?? 'left'),
    wordWrap: true,
  });
  table.push(
    columns.map((column) => column.head.map((line) => paint('dim', line)).join('\n')),
    ...rows.map((row, index) => columns.map((column) => column.cell(row, index).join('\n'))),
  );
  return {
    text: table
      .toString()
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n'),
    leftOut: all.filter((column) => !columns.includes(column)).map((column) => column.head[0] ?? ''),
  };
}
