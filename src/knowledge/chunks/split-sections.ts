/** Which pieces stand under which headings. Knows nothing of sizes. */
import type { Span } from '../../domain/document.ts';
import { headingLevel, type Piece } from './piece.ts';

export interface Section extends Span {
  /** Outermost first, white space collapsed. */
  readonly headingPath: readonly string[];
  /** Its headings first. */
  readonly pieces: readonly Piece[];
}

interface OpenSection {
  headingPath: readonly string[];
  readonly pieces: Piece[];
}

/**
 * Each heading begins a section that ends before the next, except that a heading with nothing of its own stays with the deeper heading
 * that follows it.
 */
export function splitSections(text: string, pieces: readonly Piece[]): readonly Section[] {
  const sections: OpenSection[] = [];
  const above: { level: number; text: string }[] = [];
  for (const piece of pieces) {
    const open = sections.at(-1);
    const level = headingLevel(piece);
    if (level === undefined) {
      if (open === undefined) sections.push({ headingPath: [], pieces: [piece] });
      else open.pieces.push(piece);
      continue;
    }
    while ((above.at(-1)?.level ?? 0) >= level) above.pop();
    above.push({ level, text: text.slice(piece.start, piece.end).replace(/\s+/g, ' ') });
    const headingPath = above.map((heading) => heading.text);
    const before = open?.pieces.at(-1);
    if (open !== undefined && before !== undefined && (headingLevel(before) ?? 6) < level) {
      open.headingPath = headingPath;
      open.pieces.push(piece);
    } else sections.push({ headingPath, pieces: [piece] });
  }
  return sections.map((section) => ({
    ...section,
    start: section.pieces[0]?.start ?? 0,
    end: section.pieces.at(-1)?.end ?? 0,
  }));
}
