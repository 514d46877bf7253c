import { expect, it } from 'vitest';
import type { Fusion } from '../../domain/fusion.ts';
import type { Place } from './fuse.ts';
import { isCloseCall } from './is-close-call.ts';
import type { RankedPassage } from './search-corpus.ts';

const place = (rank: number): Place => ({ rank, score: 1 });
const weighted: Fusion = { kind: 'weighted', vectorWeight: 0.5 };
const ranked = (score: number, places: { words?: number; vectors?: number } = { words: 1, vectors: 1 }) =>
  ({
    fused: { rank: 1, score },
    ...(places.words && { words: place(places.words) }),
    ...(places.vectors && { vectors: place(places.vectors) }),
  }) as RankedPassage;
const isClose = (found: RankedPassage[], margin = 0.1, fusion: Fusion = weighted) =>
  isCloseCall({ found, fusion }, margin);

it('opens where the lead is a smaller share of the best score than the margin', () => {
  expect(isClose([ranked(0.8), ranked(0.73)])).toBe(true);
  expect(isClose([ranked(0.8), ranked(0.71)])).toBe(false);
  expect(isClose([ranked(0.8), ranked(0.8)], 0)).toBe(false);
  expect(isClose([ranked(-0.1), ranked(-0.5)])).toBe(true);
});

it('opens where words and vectors disagree on the best, if both were searched', () => {
  expect(isClose([ranked(0.8, { words: 2, vectors: 1 }), ranked(0.1)])).toBe(true);
  expect(isClose([ranked(0.8, { words: 1 }), ranked(0.1)])).toBe(true);
  expect(isClose([ranked(8, { words: 1 }), ranked(1)], 0.1, { kind: 'words' })).toBe(false);
});

it('stays closed where there is nothing to put in order', () => {
  expect(isClose([])).toBe(false);
  expect(isClose([ranked(0.8, { words: 3 })], 1)).toBe(false);
});
