/** The supplied passages, cut into sentences and lines that can be looked up by what they say. Judges nothing. */

import type { Span } from '../../domain/document.ts';
import type { Passage } from '../../domain/passage.ts';
import { inverse, type LexicalItem, lexicalItems } from './lexical-items.ts';
import { splitSentences } from './split-sentences.ts';

/** A stretch of a supplied passage, quoted letter by letter. */
export interface Quote {
  /** Of the passage in the list supplied, from 1, as prompts number them. */
  readonly number: number;
  readonly chunkId: string;
  readonly document: string;
  /** Of the passage. */
  readonly pages?: { readonly first: number; readonly last: number };
  /** Offsets into the text of the document. */
  readonly span: Span;
  readonly text: string;
}

export interface Support {
  /** Best first, at most three; empty where nothing of the claim is found. */
  readonly quotes: readonly Quote[];
  /** The items of the claim that neither the quotes nor what stands over them (title, headings, table header) hold. */
  readonly missing: readonly LexicalItem[];
}

export interface EvidenceIndex {
  /** The quotes that together hold most of `items`. Time linear in the places where these occur. */
  support(items: readonly LexicalItem[]): Support;
  /** Whether the key occurs anywhere. */
  has(key: string): boolean;
}

interface Unit {
  readonly number: number;
  readonly start: number;
  readonly end: number;
  /** Of a row: the first of its table, which names the columns. */
  readonly head?: number;
}

const mostQuotes = 3;
const isRow = / \| |^\|/;
/** A number or name tells a place better than an ordinary word. */
const weights = { word: 1, number: 3, name: 3 };

/** `numbers` restricts it to those of the passages, counted from 1. */
export function indexEvidence(
  passages: readonly Passage[],
  numbers: readonly number[] = passages.map((_, i) => i + 1),
): EvidenceIndex {
  const units: Unit[] = [];
  const postings = new Map<string, Set<number>>();
  const above = new Map<number, ReadonlySet<string>>();
  for (const number of numbers) {
    const passage = passages[number - 1] as Passage;
    above.set(number, keysOf(overline(passage)));
    let head: number | undefined;
    for (const { start, end } of splitSentences(passage.text)) {
      const text = passage.text.slice(start, end);
      head = isRow.test(text) ? (head ?? units.length) : undefined;
      for (const key of keysOf(text)) {
        const places = postings.get(key) ?? new Set();
        postings.set(key, places.add(units.length));
      }
      units.push({ number, start, end, ...(head !== undefined && { head }) });
    }
  }

  /** In the unit or in what stands over it. */
  const stands = (key: string, place: number) => {
    const { number, head = place } = units[place] as Unit;
    const places = postings.get(key);
    return places?.has(place) || places?.has(head) || above.get(number)?.has(key) === true;
  };
  const holds = (place: number, { key, parts, beside = [] }: LexicalItem): boolean =>
    (stands(key, place) || parts?.every((part) => stands(part, place)) === true) &&
    (beside.length === 0 || beside.some((k) => stands(k, place) || stands(inverse(k), place)));
  const bestPlace = (items: readonly LexicalItem[], taken: readonly number[]) => {
    const gain = new Map<number, number>();
    for (const item of items) {
      const places = new Set([item.key, ...(item.parts ?? [])].flatMap((k) => [...(postings.get(k) ?? [])]));
      for (const place of places)
        if (holds(place, item)) gain.set(place, (gain.get(place) ?? 0) + weights[item.kind]);
    }
    for (const place of taken) gain.delete(place);
    return bestOf(gain);
  };

  return {
    has: (key) => postings.has(key) || [...above.values()].some((keys) => keys.has(key)),
    support(items) {
      const chosen: number[] = [];
      let missing = items;
      while (chosen.length < mostQuotes && missing.length > 0) {
        const best = bestPlace(missing, chosen);
        if (best === undefined) break;
        chosen.push(best);
        missing = missing.filter((item) => !holds(best, item));
      }
      return { missing, quotes: chosen.map((place) => quote(units[place] as Unit, passages)) };
    },
  };
}

/** The first of equals: passages come best first. */
function bestOf(gain: ReadonlyMap<number, number>): number | undefined {
  let best: number | undefined;
  for (const [place, value] of gain) {
    const most = best === undefined ? 0 : (gain.get(best) ?? 0);
    if (value > most || (value === most && best !== undefined && place < best)) best = place;
  }
  return best;
}

function quote({ number, start, end }: Unit, passages: readonly Passage[]): Quote {
  const { chunkId, document, pages, span, text } = passages[number - 1] as Passage;
  return {
    number,
    chunkId,
    document,
    ...(pages && { pages }),
    span: { start: span.start + start, end: span.start + end },
    text: text.slice(start, end),
  };
}

/** What stands over a passage. */
function overline({ title = '', headingPath, contextLine, header = '' }: Passage): string {
  return [title, ...headingPath, contextLine, header].join('\n');
}

function keysOf(text: string): ReadonlySet<string> {
  return new Set(lexicalItems(text).flatMap(({ key, parts = [] }) => [key, ...parts]));
}
