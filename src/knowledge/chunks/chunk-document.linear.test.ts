import { expect, it } from 'vitest';
import { chunkDocument } from './chunk-document.ts';
import type { ChunkOptions } from './chunk-options.ts';
import { buildDocument, type DraftBlock, heading, list, paragraph, table } from './testing/build-document.ts';

/** What a document costs in calls of the counter and in text handed to it. */
function cost(drafts: readonly DraftBlock[], options: ChunkOptions) {
  const document = buildDocument(drafts, 'A title');
  let [calls, length] = [0, 0];
  const chunks = chunkDocument(document, options, (text) => {
    calls += 1;
    length += text.length;
    return Math.ceil(text.length / 4);
  });
  return { calls, length, chunks: chunks.length, textLength: document.text.length };
}

const options = { maxTokens: 100, overlapTokens: 20 };

it('counts each block a bounded number of times, however many there are', () => {
  const mixed = (n: number) =>
    Array.from({ length: n }, (_, i) => [
      ...(i % 10 === 0 ? [heading((i % 30) / 10 + 1, `Heading ${i}`)] : []),
      paragraph(`Paragraph ${i} has a sentence. And it has another.`),
      ...list(2 * i, ['first item', 'second item', 'third item']),
      ...(i % 5 === 0
        ? table(
            2 * i + 1,
            Array.from({ length: 30 }, (_, row) => `name ${row}\tvalue ${i}`),
          )
        : []),
    ]).flat();
  for (const n of [100, 1000]) {
    const drafts = mixed(n);
    const { calls, length, textLength } = cost(drafts, options);
    expect(calls).toBeLessThan(3 * drafts.length);
    expect(length).toBeLessThan(5 * textLength);
  }
});

it('counts each sentence of one long paragraph a bounded number of times', () => {
  for (const n of [1000, 10_000]) {
    const sentences = Array.from({ length: n }, (_, i) => `Sentence ${i} is neither long nor short.`);
    const { calls, length, textLength } = cost([paragraph(sentences.join(' '))], options);
    expect(calls).toBeLessThan(2 * n);
    expect(length).toBeLessThan(5 * textLength);
  }
});

it.each([
  ['words without a sentence end', 'word and '],
  ['one word without end', 'x'],
  ['Chinese without punctuation', '今天天气很好我们去公园散步'],
  ['pairs', '𝒜'],
  ['sparse text', `a${' '.repeat(500)}`],
])('counts %s a bounded number of times for each chunk', (_, unit) => {
  for (const n of [20_000, 200_000]) {
    const { calls, length, chunks, textLength } = cost([paragraph(unit.repeat(n / unit.length))], options);
    expect(chunks).toBeLessThan(2 + n / 100);
    expect(calls).toBeLessThan(8 + 5 * chunks);
    expect(length).toBeLessThan(8 * textLength);
  }
});

it('halves what a counter that adds up to more has promised too much for', () => {
  const drafts = Array.from({ length: 2000 }, (_, i) => paragraph(`Paragraph ${i} has a sentence.`));
  const document = buildDocument(drafts);
  let calls = 0;
  const chunks = chunkDocument(document, { maxTokens: 60, minTokens: 40 }, (text) => {
    calls += 1;
    return Math.ceil(text.length ** 1.5 / 30);
  });
  expect(Math.max(...chunks.map((chunk) => chunk.tokens))).toBeLessThanOrEqual(60);
  expect(calls).toBeLessThan(4 * drafts.length);
});

it('does not write one long heading into every chunk below it', () => {
  const below = Array.from({ length: 500 }, (_, i) => [heading(2, `Part ${i}`), paragraph('Some text.')]);
  const { length, textLength } = cost([heading(1, 'long '.repeat(10_000)), ...below.flat()], {});
  expect(length).toBeLessThan(12 * textLength);
});
