/** The blocks of a document as pieces that are best left whole: a list or a table is one. Knows nothing of chunks. */
import type { Block, ParsedDocument } from '../../domain/document.ts';
import { trimEnd, trimSpan } from './blanks.ts';
import { type MeasuredBlock, type Piece, shortGap, type TableHeader, wholeBlocks } from './piece.ts';
import type { TokenCount } from './token-count.ts';

/**
 * In order of the text, blank blocks left out. Calls `countTokens` at most twice for each block and once for each table. A header of
 * more than `maxHeaderTokens` is none, lest no room be left for rows.
 */
export function measureBlocks(
  document: ParsedDocument,
  maxHeaderTokens: number,
  countTokens: TokenCount,
): readonly Piece[] {
  const { text } = document;
  const pieces: Piece[] = [];
  let group: [MeasuredBlock, ...MeasuredBlock[]] | undefined;
  let headerRows: MeasuredBlock[] = [];
  let partOf: number | undefined;
  let end = 0;
  const finish = () => {
    if (group !== undefined) pieces.push(wholeBlocks(group, headerOf(headerRows)));
  };
  const headerOf = (rows: readonly MeasuredBlock[]): TableHeader | undefined => {
    const [first, last] = [rows[0], rows.at(-1)];
    if (first === undefined || last === undefined) return undefined;
    const header = text.slice(first.start, last.end);
    const tokens = countTokens(`${header}\n`);
    return tokens <= maxHeaderTokens ? { text: header, tokens, end: last.end } : undefined;
  };
  for (const block of document.blocks) {
    const measured = measure(text, block, end, countTokens);
    if (measured === undefined) continue;
    end = measured.end;
    if (group === undefined || block.partOf === undefined || block.partOf !== partOf) {
      finish();
      group = [measured];
      headerRows = block.isHeader === true ? [measured] : [];
      partOf = block.partOf;
    } else {
      if (block.isHeader === true && headerRows.length === group.length) headerRows.push(measured);
      group.push(measured);
    }
  }
  finish();
  return pieces;
}

function measure(
  text: string,
  block: Block,
  previousEnd: number,
  countTokens: TokenCount,
): MeasuredBlock | undefined {
  const trimmed = trimSpan(text, block);
  if (trimmed === undefined) return undefined;
  // The indentation of the first line of code means something.
  const start = block.kind === 'code' ? indentationStart(text, block.start, trimmed.start) : trimmed.start;
  const end = trimEnd(text, start, block.end);
  const isShort = start - previousEnd <= shortGap;
  return {
    start,
    end,
    kind: block.kind,
    ...(block.kind === 'heading' ? { level: Math.min(6, Math.max(1, block.level ?? 1)) } : {}),
    ...(block.page === undefined ? {} : { page: block.page }),
    tokens: countTokens(text.slice(isShort ? previousEnd : start, end)),
    gap: isShort ? 0 : countTokens(text.slice(previousEnd, start)),
  };
}

function indentationStart(text: string, start: number, firstCharacter: number): number {
  const lineBreak = firstCharacter === 0 ? -1 : text.lastIndexOf('\n', firstCharacter - 1);
  return Math.max(start, lineBreak + 1);
}
