/** Pieces of text at places on a page → lines. Knows nothing of paragraphs or of PDF. */

/** One piece as the PDF draws it; lengths in points, y grows upwards. */
export interface TextPiece {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Height of the letters. */
  readonly size: number;
  /** Whether the line ends after it. */
  readonly endsLine: boolean;
}

export interface TextLine {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly y: number;
  /** That of most of its letters. */
  readonly size: number;
  /** Whether wide gaps part it, as the cells of a table. */
  readonly hasColumns: boolean;
}

/** Gaps from so many times the size of the letters part columns. */
const columnGap = 1.5;

/** Lines in the order drawn. Pieces at another height start a new one, unless they are raised or lowered as an exponent is. */
export function textLines(pieces: Iterable<TextPiece>): TextLine[] {
  const lines: TextLine[] = [];
  let open: TextPiece[] = [];
  let hasColumns = false;
  const finish = () => {
    const drawn = open.filter(({ text }) => text.trim() !== '');
    const text = open
      .map((piece) => piece.text)
      .join('')
      .trim();
    open = [];
    const first = drawn[0];
    if (first === undefined) return;
    const main = drawn.reduce((a, b) => (b.text.length > a.text.length ? b : a));
    lines.push({
      text,
      left: Math.min(...drawn.slice(0, 1000).map(({ x }) => x)),
      right: Math.max(...drawn.slice(-1000).map(({ x, width }) => x + width)),
      y: main.y,
      size: main.size,
      hasColumns,
    });
    hasColumns = false;
  };
  for (const piece of pieces) {
    const last = open.findLast(({ text }) => text.trim() !== '');
    if (last !== undefined && piece.text.trim() !== '') {
      const size = Math.max(last.size, piece.size);
      if (Math.abs(piece.y - last.y) > 0.6 * size) finish();
      else {
        const gap = piece.x - (last.x + last.width);
        if (gap > columnGap * size) hasColumns = true;
        const before = open.at(-1)?.text ?? '';
        if (gap > 0.15 * size && !before.endsWith(' ') && !piece.text.startsWith(' '))
          open.push({ ...piece, text: ' ' });
      }
    }
    open.push(piece);
    if (piece.endsLine) finish();
  }
  finish();
  return lines;
}
