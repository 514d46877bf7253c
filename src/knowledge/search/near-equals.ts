/** Tells passages that repeat one found before, so that a reader gets something new with each. Knows no ranking. */
import type { Passage } from '../../domain/passage.ts';
import { BandBuckets } from '../../domain/text/band-buckets.ts';
import { jaccard, shingles } from '../../domain/text/shingles.ts';
import { embeddedText } from '../chunks/embedded-text.ts';

/** Of their letter groups, or of the shorter one's stretch of the same document. */
export const nearEqualOverlap = 0.9;

/** `document`: a passage repeats others of its own document only. */
export type RepeatsWithin = 'corpus' | 'document';

interface Kept {
  readonly passage: Passage;
  readonly set: Uint32Array;
  readonly figures: string;
}

/**
 * Two passages are nearly equal when nine tenths of their letter groups are the same, headings included, and so are all their figures: last
 * year's prices are no copy of this year's. So are two of one document when nine tenths of the shorter stand in the other as well. Time is
 * near-linear in the passages: only those that share a MinHash band, or are neighbours in their document, are compared.
 */
export class NearEquals {
  readonly #within: RepeatsWithin;
  readonly #kept = new BandBuckets<Kept>();
  readonly #byDocument = new Map<string, Passage[]>();

  constructor(within: RepeatsWithin = 'corpus') {
    this.#within = within;
  }

  /** The passage kept before that this one repeats; `undefined`, and it is kept, where there is none. */
  add(passage: Passage): Passage | undefined {
    const neighbours = this.#byDocument.get(passage.document) ?? [];
    const at = lowerBound(neighbours, passage.span.start);
    const overlapping = [neighbours[at - 1], neighbours[at]].find(
      (other) => other && doOverlap(passage, other),
    );
    if (overlapping !== undefined) return overlapping;
    const text = embeddedText(passage);
    const set = shingles(text);
    const figures = (text.match(/\p{N}+/gu) ?? []).join(' ');
    const alike = this.#kept.findOrKeep(
      { passage, set, figures },
      (kept) => kept.figures === figures && jaccard(kept.set, set) >= nearEqualOverlap,
      this.#within === 'document' ? passage.document : '',
    );
    if (alike !== undefined) return alike.passage;
    neighbours.splice(at, 0, passage);
    this.#byDocument.set(passage.document, neighbours);
    return undefined;
  }
}

function doOverlap({ span: a }: Passage, { span: b }: Passage): boolean {
  const common = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return common > 0 && common >= nearEqualOverlap * Math.min(a.end - a.start, b.end - b.start);
}

/** Where in passages sorted by their start one that starts here belongs. */
function lowerBound(sorted: readonly Passage[], start: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as Passage).span.start < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
