/** Puts the pieces of one section together to chunks of good size. Knows nothing of text. */
import type { PieceLimits } from './cut-piece.ts';
import { carriedHeader, headingLevel, type Piece } from './piece.ts';

export interface PackSettings {
  /** Tokens of a chunk without its context line. */
  readonly room: number;
  readonly minTokens: number;
  /** Kept free in chunks that are filled with parts of what is too long. */
  readonly overlapTokens: number;
  readonly cut: (piece: Piece, limits: PieceLimits) => readonly Piece[];
}

interface Draft {
  readonly pieces: Piece[];
  /** Sum over the pieces; the real text may have a few less, or more where a tokenizer adds up so. */
  tokens: number;
}

/**
 * Each piece goes to the chunk before while that has less than `minTokens` and room for it; what is too long for a chunk of its own is
 * cut and fills chunk after chunk. Headings wait for what follows. A last chunk of less than `minTokens` joins the one before or takes
 * pieces from its end. One pass; an edit moves no border beyond the end of the next whole piece of at least `minTokens`, save the last
 * border of the section.
 */
export function packPieces(pieces: readonly Piece[], settings: PackSettings): readonly (readonly Piece[])[] {
  const { room, minTokens, overlapTokens } = settings;
  const drafts: Draft[] = [];
  let open: Draft = { pieces: [], tokens: 0 };
  const close = () => {
    if (open.pieces.length > 0) drafts.push(open);
    open = { pieces: [], tokens: 0 };
  };
  for (const piece of pieces) {
    if (fits(open, piece, room)) add(open, piece);
    else if (piece.tokens <= room && !(isHeadings(open) && piece.blocks.length === 1)) {
      close();
      add(open, piece);
    } else {
      // A block that would leave its heading alone is cut like one too long; a list or a table is not.
      const sentence = room - (piece.header?.tokens ?? 0);
      const block = piece.tokens <= room ? 0 : sentence;
      for (const part of settings.cut(piece, { block, sentence })) {
        if (!fits(open, part, room - overlapTokens)) close();
        add(open, part);
      }
    }
    if (open.tokens >= minTokens && !isHeadings(open)) close();
  }
  close();
  settleLast(drafts, settings);
  return drafts.map((draft) => draft.pieces);
}

function settleLast(drafts: Draft[], { room, minTokens }: PackSettings): void {
  const [before, last] = [drafts.at(-2), drafts.at(-1)];
  if (before === undefined || last === undefined || last.tokens >= minTokens) return;
  if (headerTokens(before) + before.tokens + (last.pieces[0]?.gap ?? 0) + last.tokens <= room) {
    for (const piece of last.pieces) add(before, piece);
    drafts.pop();
    return;
  }
  const given: Piece[] = [];
  let tokens = last.tokens;
  for (let piece = before.pieces.pop(); piece !== undefined; piece = before.pieces.pop()) {
    const left = before.tokens - piece.tokens - piece.gap;
    tokens += piece.tokens + ((given.at(-1) ?? last.pieces[0])?.gap ?? 0);
    const allowed = left >= minTokens && tokens + (carriedHeader(piece)?.tokens ?? 0) <= room;
    if (!allowed || before.pieces.length === 0 || isHeadings(before)) {
      before.pieces.push(piece);
      break;
    }
    before.tokens = left;
    given.push(piece);
    if (tokens >= minTokens) break;
  }
  const moved: Draft = { pieces: [], tokens: 0 };
  for (const piece of [...given.reverse(), ...last.pieces]) add(moved, piece);
  drafts[drafts.length - 1] = moved;
}

function add(draft: Draft, piece: Piece): void {
  draft.tokens += piece.tokens + (draft.pieces.length === 0 ? 0 : piece.gap);
  draft.pieces.push(piece);
}

function fits(draft: Draft, piece: Piece, room: number): boolean {
  if (draft.pieces.length === 0) return (carriedHeader(piece)?.tokens ?? 0) + piece.tokens <= room;
  return headerTokens(draft) + draft.tokens + piece.gap + piece.tokens <= room;
}

function headerTokens({ pieces: [first] }: Draft): number {
  return first === undefined ? 0 : (carriedHeader(first)?.tokens ?? 0);
}

function isHeadings(draft: Draft): boolean {
  return draft.pieces.length > 0 && draft.pieces.every((piece) => headingLevel(piece) !== undefined);
}
