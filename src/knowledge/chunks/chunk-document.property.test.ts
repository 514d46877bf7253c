import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../domain/chunk.ts';
import type { ParsedDocument } from '../../domain/document.ts';
import { chunkDocument } from './chunk-document.ts';
import type { ChunkOptions } from './chunk-options.ts';
import { embeddedText } from './embedded-text.ts';
import { buildDocument, countWords, type DraftBlock, paragraph } from './testing/build-document.ts';

const run = fc.oneof(
  fc.constantFrom(
    'One. Two? Three!',
    '今天天气很好。我们去公园散步',
    'ما اسمك؟ أنا سالم.',
    'e.g. Dr. No',
    '\n',
    '   ',
  ),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: fc.constantFrom('a', '𝒜', '😀', 'é', '-'), maxLength: 60 }),
  fc.constant('word '.repeat(25)),
);
const text = fc.array(run, { maxLength: 4 }).map((runs) => runs.join(' '));
const gap = fc.constantFrom('', ' ', '\n\n', ' '.repeat(40), ' a page number and a footer, in no block ');
const page = fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined });

const single: fc.Arbitrary<DraftBlock[]> = fc
  .record({ kind: fc.constantFrom('paragraph', 'quote', 'code', 'list-item', 'table-row'), text, gap, page })
  .map(({ kind, text, gap, page }) => [
    { kind, text, before: gap, ...(page === undefined ? {} : { page }) } as DraftBlock,
  ]);
const headings: fc.Arbitrary<DraftBlock[]> = fc
  .record({ level: fc.integer({ min: 1, max: 6 }), text, gap })
  .map(({ level, text, gap }) => [{ kind: 'heading', level, text, before: gap }]);
const group = fc
  .record({
    kind: fc.constantFrom('list-item', 'table-row'),
    parts: fc.array(text, { maxLength: 8 }),
    header: fc.nat(2),
  })
  .map(({ kind, parts, header }) =>
    parts.map(
      (text, i) =>
        ({
          kind,
          text,
          before: '\n',
          partOf: 0,
          ...(kind === 'table-row' && i < header ? { isHeader: true } : {}),
        }) as DraftBlock,
    ),
  );
const document = fc
  .record({ groups: fc.array(fc.oneof(single, headings, group), { maxLength: 8 }), title: fc.option(text) })
  .map(({ groups, title }) =>
    buildDocument(
      groups.flatMap((blocks, i) =>
        blocks.map((block) => ('partOf' in block ? { ...block, partOf: i } : block)),
      ),
      title ?? undefined,
    ),
  );
const options: fc.Arbitrary<ChunkOptions> = fc
  .record({
    maxTokens: fc.integer({ min: 1, max: 60 }),
    min: fc.double({ min: 0, max: 1, noNaN: true }),
    overlap: fc.double({ min: 0, max: 0.5, noNaN: true }),
    contextLine: fc.constantFrom('heading-path', 'none'),
  })
  .map(({ maxTokens, min, overlap, contextLine }) => ({
    maxTokens,
    minTokens: Math.floor(maxTokens * min),
    overlapTokens: Math.floor(maxTokens * overlap),
    contextLine,
  }));
const counter = fc.constantFrom(
  countWords,
  (text: string) => Math.ceil(text.length / 4),
  (text: string) => Buffer.byteLength(text),
  // Adds up to more than its parts, so that sums promise too much.
  (text: string) => Math.ceil(text.length ** 1.3 / 6),
);

const holds = (
  check: (
    document: ParsedDocument,
    chunks: readonly Chunk[],
    max: number,
    count: (text: string) => number,
  ) => void,
) =>
  fc.assert(
    fc.property(document, options, counter, (document, options, count) => {
      check(document, chunkDocument(document, options, count), options.maxTokens ?? 0, count);
    }),
    { numRuns: 400 },
  );

describe('any document', () => {
  it('is covered, all of its blocks that is not blank', () => {
    holds((document, chunks) => {
      const covered = new Uint8Array(document.text.length);
      for (const { span } of chunks) covered.fill(1, span.start, span.end);
      const missed = document.blocks.flatMap(({ start, end }) =>
        [...document.text.slice(start, end)].filter((c, i, all) => {
          const at = start + all.slice(0, i).join('').length;
          return c.trim() !== '' && covered[at] !== 1;
        }),
      );
      expect(missed).toEqual([]);
    });
  });

  it('is quoted letter by letter, in order, with no half of a pair', () => {
    holds((document, chunks) => {
      let [start, end] = [-1, 0];
      chunks.forEach((chunk, index) => {
        expect(chunk.index).toBe(index);
        expect(chunk.text).toBe(document.text.slice(chunk.span.start, chunk.span.end));
        expect(chunk.text.trim()).not.toBe('');
        expect(embeddedText(chunk).isWellFormed()).toBe(true);
        expect(chunk.span.start).toBeGreaterThan(start);
        expect(chunk.span.end).toBeGreaterThan(end);
        expect(chunk.parentSpan?.end).toBeGreaterThanOrEqual(chunk.span.end);
        ({ start, end } = chunk.span);
      });
    });
  });

  it('makes no chunk above the limit but a single code point', () => {
    holds((_, chunks, max, count) => {
      for (const chunk of chunks) {
        expect(chunk.tokens).toBe(count(embeddedText(chunk)));
        if (chunk.tokens > max) expect([...chunk.text]).toHaveLength(1);
      }
    });
  });

  it('is cut the same way again', () => {
    fc.assert(
      fc.property(document, options, counter, (document, options, count) => {
        expect(chunkDocument(document, options, count)).toEqual(chunkDocument(document, options, count));
      }),
    );
  });

  it('shares nothing between chunks without overlap', () => {
    fc.assert(
      fc.property(document, options, counter, (document, options, count) => {
        let end = 0;
        for (const { span } of chunkDocument(document, { ...options, overlapTokens: 0 }, count)) {
          expect(span.start).toBeGreaterThanOrEqual(end);
          end = span.end;
        }
      }),
    );
  });
});

describe('an edit', () => {
  const words = (n: number) => Array.from({ length: n }, (_, i) => `w${i}`).join(' ');

  it('of one paragraph changes the hash of no chunk that does not touch it', () => {
    // Paragraphs from the minimum up to the room beside a heading of one word.
    const size = fc.integer({ min: 8, max: 19 });
    fc.assert(
      fc.property(fc.array(size, { minLength: 3, maxLength: 20 }), size, fc.nat(), (sizes, edited, place) => {
        const at = place % sizes.length;
        const build = (size: number) =>
          buildDocument(
            sizes.flatMap((own, i): DraftBlock[] => [
              ...(i % 5 === 0 ? [{ kind: 'heading', level: 2, text: `Part${i}` } as const] : []),
              paragraph(i === at ? `Edited ${words(size - 1)}` : `P${i} ${words(own - 1)}`),
            ]),
          );
        const options = { maxTokens: 21, minTokens: 8, overlapTokens: 3 };
        const before = new Set(
          chunkDocument(build(sizes[at] ?? 8), options, countWords).map((chunk) => chunk.contentHash),
        );
        const changed = chunkDocument(build(edited), options, countWords).filter(
          (chunk) => !before.has(chunk.contentHash),
        );
        for (const chunk of changed) expect(chunk.text).toContain('Edited');
        expect(changed.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('among small paragraphs moves no border of another section', () => {
    const build = (middle: string) =>
      buildDocument(
        Array.from({ length: 6 }, (_, section): DraftBlock[] => [
          { kind: 'heading', level: 2, text: `Section ${section}` },
          ...Array.from({ length: 9 }, (_, i) =>
            paragraph(
              section === 3 && i === 4 ? middle : `S${section} P${i} ${words(((section + i) % 4) + 1)}`,
            ),
          ),
        ]).flat(),
      );
    const options = { maxTokens: 24, minTokens: 12 };
    const before = chunkDocument(build('short'), options, countWords);
    const after = chunkDocument(build(words(15)), options, countWords);
    const outside = (chunks: readonly Chunk[]) =>
      chunks.filter((chunk) => chunk.headingPath[0] !== 'Section 3').map((chunk) => chunk.contentHash);
    expect(outside(after)).toEqual(outside(before));
    const inside = (chunks: readonly Chunk[]) =>
      chunks.filter((chunk) => chunk.headingPath[0] === 'Section 3').map((chunk) => chunk.contentHash);
    expect(inside(after)).not.toEqual(inside(before));
    // What stands before the edit in its own section stays, too.
    expect(inside(after)[0]).toBe(inside(before)[0]);
  });
});
