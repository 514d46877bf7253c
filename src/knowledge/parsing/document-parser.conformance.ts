/** What every `DocumentParser` must do, whatever its format. Run by `parsers.test.ts` over each of them. */
import { describe, expect, test } from 'vitest';
import type { ParsedDocument } from '../../domain/document.ts';
import { type DocumentParser, headBytes } from './document-parser.ts';
import { ParseProblem } from './parse-problem.ts';
import { parserFor } from './parsers.ts';
import { defaultParsingLimits } from './parsing-limits.ts';

export interface Candidate {
  readonly parser: DocumentParser;
  readonly file: string;
  /** A file with the title `Returns`, some text, and what is not to be seen: U+200B, U+E0041, U+0007 in the word `par·cel`. */
  readonly sample: Uint8Array;
  /** Texts of its blocks in order, as kind and text. */
  readonly blocks: readonly (readonly [kind: string, text: string])[];
  /** Whether random bytes are refused; else they may be read as text of some kind. */
  readonly refusesNoise: boolean;
}

/** Fails unless every offset and character of a document is as `ParsedDocument` promises. */
export function expectSound(document: ParsedDocument): void {
  const { text, blocks, title, metadata, notes } = document;
  let end = 0;
  for (const block of blocks) {
    expect(block.start).toBeGreaterThanOrEqual(end);
    expect(block.end).toBeGreaterThan(block.start);
    expect(text.slice(end, block.start).trim()).toBe('');
    const inside = text.slice(block.start, block.end);
    expect(inside.trim().length).toBeGreaterThan(0);
    expect(inside.trimEnd()).toBe(inside);
    end = block.end;
    if (block.kind === 'heading') expect([1, 2, 3, 4, 5, 6]).toContain(block.level);
    else expect(block.level).toBeUndefined();
    if (block.kind === 'table-row') expect(block.partOf).toBeGreaterThan(0);
    if (block.page !== undefined) expect(block.page).toBeGreaterThan(0);
  }
  expect(end).toBe(text.length);
  for (const part of [text, title ?? '', ...notes, JSON.stringify(metadata)]) {
    expect(part.isWellFormed()).toBe(true);
    expect(part).not.toMatch(/[^\P{Cc}\n\t]/u);
    expect(part).not.toMatch(/[\u200b\u202e\ufeff\u{e0000}-\u{e007f}]/u);
  }
  if (title !== undefined) {
    expect(title.trim()).toBe(title);
    expect(title).not.toBe('');
    expect(title).not.toContain('\n');
  }
}

export function documentParserConformance({ parser, file, sample, blocks, refusesNoise }: Candidate): void {
  describe(parser.name, () => {
    const parse = (bytes: Uint8Array) => parser.parse(bytes, file, defaultParsingLimits);

    test('is the one that reads such a file', () => {
      expect(parser.accepts(file, sample.subarray(0, headBytes))).toBe(true);
      expect(parserFor(file, sample)).toBe(parser);
      expect(parser.accepts('picture.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0]))).toBe(false);
    });

    test('gives what is visible, each block at its place', async () => {
      const document = await parse(sample);
      expectSound(document);
      expect(document.blocks.map((b) => [b.kind, document.text.slice(b.start, b.end)])).toEqual(blocks);
    });

    test('gives the same every time', async () => {
      expect(await parse(sample)).toEqual(await parse(sample));
    });

    test('reads an empty file as an empty document', async () => {
      const document = await parse(new Uint8Array());
      expect(document).toMatchObject({ text: '', blocks: [], metadata: {} });
      expect(document.title).toBeUndefined();
    });

    test('leaves the bytes as they were', async () => {
      const bytes = new Uint8Array(sample);
      await parse(bytes);
      expect(Buffer.compare(bytes, sample)).toBe(0);
    });

    test('keeps within the text limit', async () => {
      const limits = { ...defaultParsingLimits, textBytes: 5 };
      await expect(parser.parse(sample, file, limits)).rejects.toThrow(ParseProblem);
    });

    test('survives files that were cut or are noise', async () => {
      const cuts = [1, 7, 20, 64, 200, Math.floor(sample.length / 2), sample.length - 1];
      const noise = Uint8Array.from(
        { length: 3000 },
        (_, at) => (Math.imul(at + 1, 2654435761) >>> 13) & 255,
      );
      const files = [...cuts.map((length) => sample.subarray(0, length)), noise];
      for (const [at, bytes] of files.entries()) {
        const outcome = await parse(bytes).catch((error: unknown) => error as Error);
        if (outcome instanceof Error) expect(outcome.message).not.toBe('');
        else expectSound(outcome);
        if (at === files.length - 1) expect(outcome instanceof Error).toBe(refusesNoise);
      }
    });
  });
}
