import { expect, it } from 'vitest';
import { chunkDocument } from './chunk-document.ts';
import { documentParts } from './document-parts.ts';
import { buildDocument, countWords, paragraph } from './testing/build-document.ts';

/** Paragraphs of ten words, each a chunk. */
const pages = (count: number) =>
  buildDocument(
    Array.from({ length: count }, (_, n) =>
      paragraph(Array.from({ length: 10 }, (_, i) => `w${n}.${i}`).join(' ')),
    ),
  );
const cut = (document: ReturnType<typeof pages>) =>
  chunkDocument(document, { maxTokens: 10, minTokens: 1 }, countWords);

it('gives all chunks of a short document the whole of it', () => {
  const document = pages(4);
  const chunks = cut(document);
  expect(documentParts(document.text, chunks, 40, countWords)).toEqual([{ text: document.text, chunks }]);
  expect(documentParts('', [], 40, countWords)).toEqual([]);
});

it('gives those of a long one their stretch, behind its opening, within the tokens', () => {
  const document = pages(7);
  const chunks = cut(document);
  // Of 40 words 10 for the opening and 30 for the stretch: three paragraphs, three, one.
  const parts = documentParts(document.text, chunks, 40, countWords);
  expect(parts.map((part) => part.chunks.map(({ index }) => index))).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
  const paragraphs = document.text.split('\n\n');
  expect(parts[0]?.text).toBe(paragraphs.slice(0, 3).join('\n\n'));
  const opening = (parts[1]?.text ?? '').split('\n…\n')[0] ?? '';
  expect(paragraphs[0]?.startsWith(opening)).toBe(true);
  // It is cut by how long its words are, which may leave one out.
  expect(countWords(opening)).toBeGreaterThanOrEqual(9);
  expect(parts[1]?.text).toBe(`${opening}\n…\n${paragraphs.slice(3, 6).join('\n\n')}`);
  expect(parts[2]?.text).toBe(`${opening}\n…\n${paragraphs[6]}`);
  // The mark between is a word here.
  for (const { text } of parts) expect(countWords(text)).toBeLessThanOrEqual(41);
  expect(parts.flatMap((part) => part.chunks)).toEqual(chunks);
});

it('shows the opening alone to a chunk that is longer than its room', () => {
  const document = buildDocument([paragraph('a b'), paragraph('c '.repeat(50).trim()), paragraph('d')]);
  const chunks = chunkDocument(document, { maxTokens: 50, minTokens: 1 }, countWords);
  const parts = documentParts(document.text, chunks, 20, countWords);
  const [opening = ''] = (parts[2]?.text ?? '').split('\n…\n');
  expect(opening).toMatch(/^a b\s+c c/);
  expect(parts.map(({ text }) => text)).toEqual(['a b', opening, `${opening}\n…\nd`]);
});

it('counts a long document about once, not once for each chunk', () => {
  const document = pages(2000);
  const chunks = cut(document);
  let counted = 0;
  const count = (text: string) => {
    counted += text.length;
    return countWords(text);
  };
  documentParts(document.text, chunks, 100, count);
  expect(counted).toBeLessThan(1.5 * document.text.length);
});
