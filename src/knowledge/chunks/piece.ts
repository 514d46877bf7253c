/** What chunks are put together from: blocks, or parts of a block that is too long. Knows no limits. */
import type { BlockKind, Span } from '../../domain/document.ts';

/** What stands between two blocks is counted apart where it has more UTF-16 units. */
export const shortGap = 16;

/** A block without the blanks around it. */
export interface MeasuredBlock extends Span {
  readonly kind: BlockKind;
  /** 1 to 6, of headings alone. */
  readonly level?: number;
  readonly page?: number;
  /** With the blanks before it, where `gap` is 0. */
  readonly tokens: number;
  /** Tokens of what stands between it and the block before, where that is more than a few blanks. */
  readonly gap: number;
}

/** The rows at the head of a table that name its columns. */
export interface TableHeader {
  readonly text: string;
  readonly tokens: number;
  /** Where they end in the document. */
  readonly end: number;
}

export interface Piece extends Span {
  /** The blocks it covers, or the one it is a part of. */
  readonly blocks: readonly [MeasuredBlock, ...MeasuredBlock[]];
  readonly tokens: number;
  /** Tokens to add where the piece does not begin its chunk. */
  readonly gap: number;
  /** Whole blocks, whole sentences (or lines) of one block, or words of one sentence. */
  readonly cut: 'blocks' | 'sentence' | 'words';
  /** Of the table that its blocks are rows of. */
  readonly header?: TableHeader;
}

/** The header to put before a chunk that begins with this piece: none where the piece itself begins the table. */
export function carriedHeader(piece: Piece): TableHeader | undefined {
  return piece.header !== undefined && piece.start >= piece.header.end ? piece.header : undefined;
}

/** 1 to 6; `undefined` of what is no heading. */
export function headingLevel(piece: Piece): number | undefined {
  return piece.blocks[0].level;
}

/** One piece of several blocks in a row. */
export function wholeBlocks(
  blocks: readonly [MeasuredBlock, ...MeasuredBlock[]],
  header: TableHeader | undefined,
): Piece {
  const [first] = blocks;
  let tokens = -first.gap;
  let end = first.end;
  for (const block of blocks) {
    tokens += block.gap + block.tokens;
    end = block.end;
  }
  return {
    start: first.start,
    end,
    blocks,
    tokens,
    gap: first.gap,
    cut: 'blocks',
    ...(header === undefined ? {} : { header }),
  };
}
