/** Cuts what is too long for one chunk: between blocks, at sentence or line ends, then between words. Knows nothing of chunks. */
import type { Span } from '../../domain/document.ts';
import { trimEnd, trimSpan } from './blanks.ts';
import { cutToFit } from './cut-to-fit.ts';
import { type MeasuredBlock, type Piece, shortGap, type TableHeader, wholeBlocks } from './piece.ts';
import type { TokenCount } from './token-count.ts';

// The rules for sentences are those of Unicode whatever the language is; a named one keeps the machine's own out.
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

export interface PieceLimits {
  /** A block of more tokens is cut into sentences. */
  readonly block: number;
  /** A sentence of more tokens is cut between words. */
  readonly sentence: number;
}

/** Calls `countTokens` once for each sentence or line of a block that is cut, and a few times for each part of one too long. */
export function cutPiece(
  text: string,
  piece: Piece,
  limits: PieceLimits,
  countTokens: TokenCount,
): readonly Piece[] {
  return piece.blocks.flatMap((block) =>
    block.tokens <= limits.block
      ? [wholeBlocks([block], piece.header)]
      : cutBlock(text, block, piece.header, limits.sentence, countTokens),
  );
}

function cutBlock(
  text: string,
  block: MeasuredBlock,
  header: TableHeader | undefined,
  maxTokens: number,
  countTokens: TokenCount,
): Piece[] {
  const pieces: Piece[] = [];
  const count = (span: Span) => countTokens(text.slice(span.start, span.end));
  const gapBefore = (start: number): number => {
    const last = pieces.at(-1);
    if (last === undefined) return block.gap;
    return start - last.end <= shortGap ? 0 : count({ start: last.end, end: start });
  };
  const add = ({ start, end }: Span, tokens: number, cut: Piece['cut'], gap: number) => {
    pieces.push({
      start,
      end,
      blocks: [block],
      tokens,
      gap,
      cut,
      ...(header === undefined ? {} : { header }),
    });
  };
  let previousEnd = block.start;
  for (const part of block.kind === 'code' ? lineSpans(text, block) : sentenceSpans(text, block)) {
    // With the blanks before it, as it will stand behind the part before.
    const tokens = count({ start: previousEnd, end: part.end });
    previousEnd = part.end;
    if (tokens <= maxTokens) add(part, tokens, 'sentence', pieces.length === 0 ? block.gap : 0);
    else
      for (const words of cutToFit(text, part, maxTokens, count))
        add(words, words.tokens, 'words', gapBefore(words.start));
  }
  return pieces;
}

function* sentenceSpans(text: string, block: Span): Generator<Span> {
  for (const { index, segment } of sentences.segment(text.slice(block.start, block.end))) {
    const start = block.start + index;
    const span = trimSpan(text, { start, end: start + segment.length });
    if (span !== undefined) yield span;
  }
}

/** Lines with their indentation. */
function* lineSpans(text: string, block: Span): Generator<Span> {
  for (let start = block.start; start < block.end; ) {
    const lineBreak = text.indexOf('\n', start);
    const next = lineBreak === -1 || lineBreak >= block.end ? block.end : lineBreak + 1;
    const end = trimEnd(text, start, next);
    if (end > start) yield { start, end };
    start = next;
  }
}
