import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ladder, SearchReading } from '../domain/ladder.ts';
import { renderHtml } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import { renderTerminal } from './terminal.ts';
import { foreignText } from './testing/foreign-texts.ts';
import { sampleLadder } from './testing/sample-ladder.ts';
import { withForeignText } from './testing/with-foreign-text.ts';

const figures = (recall: number) => ({
  metrics: [
    { metric: 'recall@10', n: 40, mean: recall, interval: { low: recall - 0.1, high: recall + 0.05 } },
    { metric: 'hit@5', n: 40, mean: 0.8 },
    { metric: 'ndcg@10', n: 40 },
  ],
  coverage: [
    { k: 5, relevant: 50, found: 30, share: 0.6 },
    { k: 10, relevant: 50, found: 40, share: 0.8 },
  ],
});
const retrieval: SearchReading = {
  split: 'dev',
  questions: 48,
  unjudged: 8,
  searches: [
    { name: 'words', ...figures(0.7) },
    { name: 'words and vectors + gated reranking', ...figures(0.9) },
  ],
  slices: [{ tag: 'language: Danish', ...figures(0.5) }],
  reranked: { questions: 40, reranked: 11, unreadable: 2 },
};
/** Two rungs that search alike, as retrieval with and without examples. */
const ladder: Ladder = {
  ...sampleLadder,
  rungs: sampleLadder.rungs.map((rung, at) => (at === 3 || at === 4 ? { ...rung, retrieval } : rung)),
};

describe('the search on its own', () => {
  it('is one line in a terminal, for the search as it is used', () => {
    const text = renderTerminal(ladder, { width: 400, colour: false });
    const lines = text.split('\n').filter((line) => line.startsWith('Search: '));
    expect(lines).toEqual([
      'Search: retrieved examples (8), 1.7B by words and vectors + gated reranking: recall@10 90.0 (80.0–95.0) %, hit@5 80.0 %, nDCG@10 – % on 40 questions (8 unjudged).',
    ]);
  });

  it('is a table in Markdown: parts side by side, slices, what was not judged and what was reranked', () => {
    const text = renderMarkdown(ladder);
    expect(text).toContain('40 of 48 dev questions name documents');
    expect(text).toContain('Passages were reranked for 11 of 40, and 2 replies were unreadable');
    expect(text).toContain('| words | 40 | – | 70.0 (60.0–75.0) | – | 80.0 | – | – | – | 80.0 (40 of 50) |');
    expect(text).toContain('| slice ` language: Danish ` | 40 | – | 50.0 (40.0–55.0) |');
    expect(text.match(/40 of 48/g)).toHaveLength(1);
  });

  it('is a section of the page, and none where nothing is searched', () => {
    expect(renderHtml(ladder)).toContain('<section id="search"');
    expect(renderHtml(ladder)).toContain('90.0 (80.0–95.0)');
    expect(renderHtml(sampleLadder)).not.toContain('id="search"');
    expect(renderMarkdown(sampleLadder)).not.toContain('Search on its own');
  });

  it('keeps its structure whatever the foreign texts are', () => {
    const tags = (given: Ladder) => (renderHtml(given).match(/<[^>]*>/g) ?? []).length;
    const expected = tags(withForeignText(ladder, 'x'));
    fc.assert(
      fc.property(foreignText, (text) => {
        expect(tags(withForeignText(ladder, text))).toBe(expected);
      }),
      { numRuns: 10 },
    );
  });
});
