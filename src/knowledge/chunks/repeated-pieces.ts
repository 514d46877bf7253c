/** What of the chunk before a chunk repeats. Knows nothing of context lines. */
import { headingLevel, type Piece, wholeBlocks } from './piece.ts';

/**
 * Whole blocks, or else whole sentences, that stand right before `first`, in order of the text, of at most `maxTokens` together. Stops
 * before the beginning of that chunk, headings of level 1 and 2, the header of a table and part of a sentence; a row of a table is
 * repeated whole or not at all. `sentencesOf` is asked about one block at most.
 */
export function repeatedPieces(
  previous: readonly Piece[],
  first: Piece,
  maxTokens: number,
  sentencesOf: (block: Piece) => readonly Piece[],
): readonly Piece[] {
  const beginning = previous[0]?.start ?? first.start;
  if (isTopHeading(first)) return [];
  const repeated: Piece[] = [];
  let left = maxTokens;
  let gap = first.gap;
  const take = (piece: Piece): boolean => {
    left -= gap + piece.tokens;
    gap = piece.gap;
    if (left < 0 || piece.start <= beginning || piece.cut === 'words') return false;
    if (isTopHeading(piece) || isHeader(piece)) return false;
    repeated.push(piece);
    return true;
  };
  for (const piece of backwards(previous)) {
    const available = left;
    const gapBehind = gap;
    if (take(piece)) continue;
    if (piece.cut === 'blocks' && !isTopHeading(piece) && piece.blocks[0].kind !== 'table-row') {
      left = available;
      gap = gapBehind;
      for (const sentence of sentencesOf(piece).toReversed()) if (!take(sentence)) break;
    }
    break;
  }
  return repeated.reverse();
}

/** Last block first, those of lists and tables one by one. */
function* backwards(pieces: readonly Piece[]): Generator<Piece> {
  for (let i = pieces.length - 1; i >= 0; i -= 1) {
    const piece = pieces[i];
    if (piece === undefined) return;
    if (piece.cut !== 'blocks') yield piece;
    else for (const block of piece.blocks.toReversed()) yield wholeBlocks([block], piece.header);
  }
}

function isTopHeading(piece: Piece): boolean {
  return (headingLevel(piece) ?? 6) <= 2;
}

function isHeader(piece: Piece): boolean {
  return piece.header !== undefined && piece.start < piece.header.end;
}
