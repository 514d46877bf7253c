/** Cuts a parsed document into the chunks that are embedded, found and cited. Knows no file format, model or index. */
import type { Chunk } from '../../domain/chunk.ts';
import { contentHash } from '../../domain/content-hash.ts';
import type { BlockKind, ParsedDocument, Span } from '../../domain/document.ts';
import { type ChunkOptions, resolveChunkOptions } from './chunk-options.ts';
import { contextLine } from './context-line.ts';
import { cutPiece, type PieceLimits } from './cut-piece.ts';
import { cutToFit } from './cut-to-fit.ts';
import { embeddedText } from './embedded-text.ts';
import { measureBlocks } from './measure-blocks.ts';
import { packPieces } from './pack-pieces.ts';
import { carriedHeader, type Piece } from './piece.ts';
import { repeatedPieces } from './repeated-pieces.ts';
import { type Section, splitSections } from './split-sections.ts';
import type { TokenCount } from './token-count.ts';

/** Share of `maxTokens` that the context line may take. */
const contextShare = 1 / 4;
/** Share of `maxTokens` that the header of a cut table may take. */
const headerShare = 1 / 2;

/**
 * Structure first: a heading begins a chunk, lists and tables stay whole where they fit, neighbours under one heading are merged up to
 * `minTokens`; what is too long is cut between rows or items, at sentence ends (lines, of code), between words, at last between code
 * points. Every character of a block that is not blank is in at least one chunk; what stands between blocks is in none, or in the chunk
 * that spans it. The same document, options and counter give the same chunks.
 *
 * Sizes are planned by adding up the counts of blocks and sentences, each counted once, so a chunk may turn out a few tokens smaller
 * than it could be. `tokens` is counted on the finished text; where that is above `maxTokens` all the same, because the counter adds up
 * to more, the repeated text is left out, then the chunk is halved. Only a single code point that is longer than `maxTokens` with its
 * context line and header makes a longer chunk. A context line of more than a quarter of `maxTokens` loses its outermost headings; a
 * table header of more than half is not carried.
 *
 * Time and the text counted in all are linear in the length of the document; calls of `countTokens` are linear in blocks, sentences and
 * chunks. Throws `RangeError` on options that contradict each other.
 */
export function chunkDocument(
  document: ParsedDocument,
  options: ChunkOptions,
  countTokens: TokenCount,
): readonly Chunk[] {
  const settings = resolveChunkOptions(options);
  const { maxTokens } = settings;
  const chunker = new Chunker(document.text, settings, countTokens);
  const title = (document.title ?? '').replace(/\s+/g, ' ').trim();
  const pieces = measureBlocks(document, maxTokens * headerShare, countTokens);
  for (const section of splitSections(document.text, pieces)) {
    const { headingPath } = section;
    const line =
      settings.contextLine === 'none'
        ? ''
        : contextLine(title, headingPath, maxTokens * contextShare, countTokens);
    chunker.addSection(section, line);
  }
  return chunker.chunks;
}

class Chunker {
  readonly chunks: Chunk[] = [];
  readonly #text: string;
  readonly #options: Required<ChunkOptions>;
  readonly #countTokens: TokenCount;
  /** What the chunk before holds, without what it repeats itself. */
  #previous: readonly Piece[] = [];

  constructor(text: string, options: Required<ChunkOptions>, countTokens: TokenCount) {
    this.#text = text;
    this.#options = options;
    this.#countTokens = countTokens;
  }

  addSection(section: Section, line: string): void {
    const { maxTokens, minTokens, overlapTokens } = this.#options;
    const room = maxTokens - (line === '' ? 0 : this.#countTokens(`${line}\n`));
    const cut = (piece: Piece, limits: PieceLimits) => cutPiece(this.#text, piece, limits, this.#countTokens);
    for (const pieces of packPieces(section.pieces, { room, minTokens, overlapTokens, cut }))
      this.#addChunk(pieces, section, line, room);
  }

  /** One chunk, or several where the real text is longer than planned. */
  #addChunk(pieces: readonly Piece[], section: Section, line: string, room: number): void {
    const repeated = this.#repeated(pieces, room);
    if (repeated.length > 0 && this.#push([...repeated, ...pieces], pieces, section, line)) return;
    if (this.#push(pieces, pieces, section, line)) return;
    const [first] = pieces;
    if (first === undefined) return;
    const smaller = pieces.length > 1 ? pieces : this.#parts(first, room);
    if (smaller.length > 1) {
      const half = smaller.length >> 1;
      this.#addChunk(smaller.slice(0, half), section, line, room);
      this.#addChunk(smaller.slice(half), section, line, room);
      return;
    }
    const { maxTokens } = this.#options;
    const measure = (part: Span) => this.#countTokens(embeddedText(this.#embedded(part, first, line)));
    for (const part of cutToFit(this.#text, first, maxTokens, measure)) {
      const words: Piece = { ...first, ...part, cut: 'words' };
      this.#push([words], [words], section, line, Number.POSITIVE_INFINITY);
    }
  }

  #parts(piece: Piece, room: number): readonly Piece[] {
    if (piece.cut !== 'blocks') return [piece];
    const block = piece.blocks.length > 1 ? Number.POSITIVE_INFINITY : 0;
    return cutPiece(this.#text, piece, { block, sentence: room }, this.#countTokens);
  }

  #repeated(pieces: readonly Piece[], room: number): readonly Piece[] {
    const [first] = pieces;
    if (first === undefined || this.#options.overlapTokens === 0) return [];
    let free = room - (carriedHeader(first)?.tokens ?? 0) + first.gap;
    for (const piece of pieces) free -= piece.tokens + piece.gap;
    if (free <= 0) return [];
    const sentencesOf = (piece: Piece) =>
      cutPiece(this.#text, piece, { block: 0, sentence: room }, this.#countTokens);
    const maxTokens = Math.min(free, this.#options.overlapTokens);
    return repeatedPieces(this.#previous, first, maxTokens, sentencesOf);
  }

  /** `own` is what of `pieces` the chunk before does not hold. Whether the chunk was short enough to be made. */
  #push(
    pieces: readonly Piece[],
    own: readonly Piece[],
    section: Section,
    line: string,
    maxTokens = this.#options.maxTokens,
  ): boolean {
    const [first, last] = [pieces[0], pieces.at(-1)];
    if (first === undefined || last === undefined) return true;
    const span = { start: first.start, end: last.end };
    const embedded = this.#embedded(span, first, line);
    const whole = embeddedText(embedded);
    const tokens = this.#countTokens(whole);
    if (tokens > maxTokens) return false;
    this.chunks.push({
      index: this.chunks.length,
      span,
      ...embedded,
      headingPath: section.headingPath,
      ...describe(pieces),
      ...(this.#options.parents ? { parentSpan: { start: section.start, end: section.end } } : {}),
      tokens,
      contentHash: contentHash(whole),
    });
    this.#previous = own;
    return true;
  }

  #embedded(
    { start, end }: Span,
    first: Piece,
    line: string,
  ): Pick<Chunk, 'contextLine' | 'header' | 'text'> {
    const header = carriedHeader(first);
    return {
      text: this.#text.slice(start, end),
      contextLine: line,
      ...(header === undefined ? {} : { header: header.text }),
    };
  }
}

function describe(pieces: readonly Piece[]): Pick<Chunk, 'blockKinds' | 'pages'> {
  const blockKinds = new Set<BlockKind>();
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const piece of pieces) {
    for (const { kind, page } of piece.blocks) {
      blockKinds.add(kind);
      first = Math.min(first, page ?? first);
      last = Math.max(last, page ?? last);
    }
  }
  return { blockKinds: [...blockKinds], ...(first <= last ? { pages: { first, last } } : {}) };
}
