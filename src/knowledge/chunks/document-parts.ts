/** Cuts a document into the stretches that its chunks are read in by whoever describes them. Knows no model. */
import type { Chunk } from '../../domain/chunk.ts';
import { cutToFit } from './cut-to-fit.ts';
import type { TokenCount } from './token-count.ts';

export interface DocumentPart {
  /** The same for all its chunks, so that a prompt which begins with it is evaluated once. */
  readonly text: string;
  readonly chunks: readonly Chunk[];
}

/** What of `maxTokens` the opening of the document takes in the parts behind the first: it says what the whole is about. */
const openingShare = 1 / 4;
/** Hardly a token has more, UTF-16 units. */
const longestToken = 16;

/**
 * The whole document where it has at most `maxTokens`. Else stretches of neighbouring chunks, the opening before each but the first; a chunk
 * that does not fit beside the opening has the opening alone. The same text and chunks give the same parts. Each chunk is counted once.
 */
export function documentParts(
  text: string,
  chunks: readonly Chunk[],
  maxTokens: number,
  countTokens: TokenCount,
): readonly DocumentPart[] {
  if (chunks.length === 0) return [];
  const isShort = text.length <= maxTokens * longestToken && countTokens(text) <= maxTokens;
  if (isShort) return [{ text, chunks }];
  const opening = openingOf(text, maxTokens * openingShare, countTokens);
  const room = maxTokens * (1 - openingShare);
  const parts: DocumentPart[] = [];
  let part: Chunk[] = [];
  let tokens = 0;
  const close = () => {
    const [first, last] = [part[0], part.at(-1)];
    if (first === undefined || last === undefined) return;
    const stretch = text.slice(first.span.start, last.span.end);
    const isFirst = parts.length === 0;
    const shown = tokens > room ? opening : isFirst ? stretch : `${opening}\n…\n${stretch}`;
    parts.push({ text: shown, chunks: part });
    part = [];
    tokens = 0;
  };
  for (const chunk of chunks) {
    const own = countTokens(chunk.text);
    if (tokens + own > room) close();
    part.push(chunk);
    tokens += own;
  }
  close();
  return parts;
}

function openingOf(text: string, maxTokens: number, countTokens: TokenCount): string {
  const span = { start: 0, end: Math.min(text.length, Math.ceil(maxTokens * longestToken)) };
  const measure = (part: { readonly start: number; readonly end: number }) =>
    countTokens(text.slice(part.start, part.end));
  for (const { end } of cutToFit(text, span, maxTokens, measure)) return text.slice(0, end);
  return '';
}
