import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../domain/chunk.ts';
import { chunkDocument } from './chunk-document.ts';
import { buildDocument, countWords, heading, list, paragraph, table } from './testing/build-document.ts';

const texts = (chunks: readonly Chunk[]) => chunks.map((chunk) => chunk.text);

describe('headings', () => {
  const guide = buildDocument(
    [
      heading(1, 'Guide'),
      heading(2, 'Install'),
      paragraph('one two three'),
      heading(2, 'Use'),
      paragraph('four five'),
      heading(3, 'At\n home'),
      paragraph('six'),
      heading(2, 'Stop'),
    ],
    'Guide',
  );
  const chunks = chunkDocument(guide, {}, countWords);

  it('begin chunks; one with nothing of its own stays with the deeper one below it', () => {
    expect(texts(chunks)).toEqual([
      'Guide\n\nInstall\n\none two three',
      'Use\n\nfour five',
      'At\n home\n\nsix',
      'Stop',
    ]);
    expect(chunks.map((chunk) => chunk.index)).toEqual([0, 1, 2, 3]);
    expect(chunks.map((chunk) => chunk.span)).toEqual([
      { start: 0, end: 29 },
      { start: 31, end: 45 },
      { start: 47, end: 60 },
      { start: 62, end: 66 },
    ]);
  });

  it('make the path and the context line, the title named once', () => {
    expect(chunks.map((chunk) => chunk.headingPath)).toEqual([
      ['Guide', 'Install'],
      ['Guide', 'Use'],
      ['Guide', 'Use', 'At home'],
      ['Guide', 'Stop'],
    ]);
    expect(chunks.map((chunk) => chunk.contextLine)).toEqual([
      'Guide > Install',
      'Guide > Use',
      'Guide > Use > At home',
      'Guide > Stop',
    ]);
  });

  it('with nothing of their own stay alone where the next is no deeper', () => {
    const document = buildDocument([heading(2, 'A'), heading(2, 'B'), paragraph('one')]);
    expect(texts(chunkDocument(document, {}, countWords))).toEqual(['A', 'B\n\none']);
  });

  it('wait for what follows, whatever the minimum', () => {
    const document = buildDocument([heading(2, 'A'), paragraph('one'), paragraph('two')]);
    expect(texts(chunkDocument(document, { minTokens: 0 }, countWords))).toEqual(['A\n\none', 'two']);
    // The last chunk is below the minimum, but taking the sentence before would leave the heading alone.
    const cut = buildDocument([heading(2, 'Two words'), paragraph('One two three. Four.')]);
    const options = { maxTokens: 5, minTokens: 2, contextLine: 'none' } as const;
    expect(texts(chunkDocument(cut, options, countWords))).toEqual(['Two words\n\nOne two three.', 'Four.']);
  });

  it('count with the text', () => {
    expect(chunks.map((chunk) => chunk.tokens)).toEqual([3 + 5, 3 + 3, 6 + 3, 3 + 1]);
  });

  it('tell the section, up to the next heading', () => {
    expect(chunks.map((chunk) => chunk.parentSpan)).toEqual(chunks.map((chunk) => chunk.span));
    expect(chunkDocument(guide, { parents: false }, countWords).some((chunk) => 'parentSpan' in chunk)).toBe(
      false,
    );
  });

  it('hash what is embedded', () => {
    // printf %s '"Guide > Use\nUse\n\nfour five"' | sha256sum
    expect(chunks[1]?.contentHash).toBe('f9d1e639d8fd4c281a81b5c5c15ba5636d5a9a25086ecbb404b99a40adbb02ca');
    // printf %s '"Use\n\nfour five"' | sha256sum
    const bare = chunkDocument(guide, { contextLine: 'none' }, countWords);
    expect(bare[1]).toMatchObject({
      contextLine: '',
      tokens: 3,
      contentHash: '97cda9f52b7d67896ed5155ae7d9d769b304a048e01a1280f78925072843c42f',
    });
  });
});

it('names the kinds and pages of a chunk', () => {
  const document = buildDocument([
    { ...paragraph('one two'), page: 3 },
    ...list(1, ['three', 'four']).map((item) => ({ ...item, page: 4 })),
    { ...paragraph('five'), page: 4 },
    heading(2, 'No page'),
  ]);
  const chunks = chunkDocument(document, { contextLine: 'none' }, countWords);
  expect(chunks[0]).toMatchObject({
    blockKinds: ['paragraph', 'list-item'],
    pages: { first: 3, last: 4 },
    headingPath: [],
  });
  expect(chunks[1]?.blockKinds).toEqual(['heading']);
  expect(chunks[1]).not.toHaveProperty('pages');
});

describe('sizes', () => {
  const small = buildDocument(['a b', 'c d', 'e f', 'g h i j k', 'l'].map(paragraph));

  it('merge small neighbours until they have the minimum, the last one backwards', () => {
    const chunks = chunkDocument(small, { maxTokens: 8, minTokens: 4 }, countWords);
    expect(texts(chunks)).toEqual(['a b\n\nc d', 'e f\n\ng h i j k\n\nl']);
    expect(chunks.map((chunk) => chunk.parentSpan)).toEqual([
      { start: 0, end: 27 },
      { start: 0, end: 27 },
    ]);
  });

  it('merge nothing that has no room', () => {
    expect(texts(chunkDocument(small, { maxTokens: 6, minTokens: 4 }, countWords))).toEqual([
      'a b\n\nc d',
      'e f',
      'g h i j k\n\nl',
    ]);
    expect(chunkDocument(small, { maxTokens: 8, minTokens: 0 }, countWords)).toHaveLength(5);
  });

  it('cut a long paragraph at sentence ends and leave no scrap', () => {
    const sentences = Array.from({ length: 9 }, (_, i) => `Word ${i}.`);
    const document = buildDocument([paragraph(sentences.join(' '))]);
    // 8 + 8 + 2 words would leave a scrap below the minimum; it takes one sentence of two words from the chunk before.
    expect(texts(chunkDocument(document, { maxTokens: 8, minTokens: 4 }, countWords))).toEqual([
      'Word 0. Word 1. Word 2. Word 3.',
      'Word 4. Word 5. Word 6.',
      'Word 7. Word 8.',
    ]);
  });

  it('put the beginning of a long paragraph to its heading', () => {
    const sentences = ['One two three.', 'Four five six.', 'Seven eight nine.'];
    const document = buildDocument([heading(1, 'Head'), paragraph(sentences.join(' '))]);
    const options = { maxTokens: 9, minTokens: 2, contextLine: 'none' } as const;
    expect(texts(chunkDocument(document, options, countWords))).toEqual([
      'Head\n\nOne two three. Four five six.',
      'Seven eight nine.',
    ]);
  });

  it('know where sentences end in Chinese and Arabic', () => {
    const chinese = buildDocument([paragraph('今天天气很好。我们去公园散步。晚上回家吃饭。')]);
    const chunks = chunkDocument(chinese, { maxTokens: 10 }, (text) => text.length);
    expect(texts(chunks)).toEqual(['今天天气很好。', '我们去公园散步。', '晚上回家吃饭。']);
    const arabic = buildDocument([paragraph('ما اسمك؟ أنا سالم. أين البيت؟')]);
    expect(texts(chunkDocument(arabic, { maxTokens: 4 }, countWords))).toEqual([
      'ما اسمك؟ أنا سالم.',
      'أين البيت؟',
    ]);
  });

  it('cut a long sentence between words, a long word between code points', () => {
    const sentence = 'aa bb cc dd ee ff';
    const options = { maxTokens: 8, minTokens: 0 };
    const parts = texts(chunkDocument(buildDocument([paragraph(sentence)]), options, (text) => text.length));
    expect(parts.join(' ')).toBe(sentence);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(8);
    expect(parts.length).toBeLessThanOrEqual(3);
    const word = buildDocument([paragraph('𝒜'.repeat(7))]);
    const chunks = chunkDocument(word, { maxTokens: 5, minTokens: 0 }, (text) => text.length);
    expect(chunks.map((chunk) => chunk.text).join('')).toBe('𝒜'.repeat(7));
    expect(chunks.every((chunk) => chunk.text.isWellFormed() && chunk.tokens <= 5)).toBe(true);
  });

  it('keep a code point whole that is longer than the limit', () => {
    const bytes = (text: string) => Buffer.byteLength(text);
    const chunks = chunkDocument(buildDocument([paragraph('é😀é')]), { maxTokens: 2 }, bytes);
    expect(chunks.map(({ text, tokens }) => [text, tokens])).toEqual([
      ['é', 2],
      ['😀', 4],
      ['é', 2],
    ]);
  });

  it('cut code at line ends and keep its indentation', () => {
    const code = { kind: 'code', text: '  if (a) {\n    b. C d\n\n  }\n  else e f g' } as const;
    const document = buildDocument([code]);
    expect(texts(chunkDocument(document, { maxTokens: 6, minTokens: 2 }, countWords))).toEqual([
      '  if (a) {\n    b. C d',
      '  }\n  else e f g',
    ]);
  });
});

describe('lists', () => {
  const items = ['a b', 'c d', 'e f', 'g h', 'i j', 'k l'];
  const intro = paragraph('one two three four five six');

  it('stay whole where they fit, even if not with what stands before', () => {
    const document = buildDocument([intro, ...list(1, items.slice(0, 3))]);
    expect(texts(chunkDocument(document, { maxTokens: 10, minTokens: 8 }, countWords))).toEqual([
      'one two three four five six',
      'a b\nc d\ne f',
    ]);
  });

  it('are cut between items where they do not', () => {
    const document = buildDocument([intro, ...list(1, items)]);
    expect(texts(chunkDocument(document, { maxTokens: 10, minTokens: 8 }, countWords))).toEqual([
      'one two three four five six\n\na b\nc d',
      'e f\ng h\ni j\nk l',
    ]);
  });

  it('that follow each other are two', () => {
    const document = buildDocument([...list(1, items.slice(0, 3)), ...list(2, items.slice(3))]);
    expect(texts(chunkDocument(document, { maxTokens: 6 }, countWords))).toEqual([
      'a b\nc d\ne f',
      'g h\ni j\nk l',
    ]);
  });
});

describe('tables', () => {
  const rows = ['Name\tPrice', 'a 1', 'b 2', 'c 3', 'd 4', 'e 5', 'f 6'];

  it('stay whole where they fit', () => {
    const [chunk, ...more] = chunkDocument(buildDocument(table(7, rows)), { maxTokens: 14 }, countWords);
    expect(more).toEqual([]);
    expect(chunk?.text).toBe('Name\tPrice\na 1\nb 2\nc 3\nd 4\ne 5\nf 6');
    expect(chunk).not.toHaveProperty('header');
  });

  it('are cut between rows where they do not, each further piece with the header', () => {
    const chunks = chunkDocument(buildDocument(table(7, rows)), { maxTokens: 8 }, countWords);
    expect(chunks.map(({ header, text, tokens }) => ({ header, text, tokens }))).toEqual([
      { header: undefined, text: 'Name\tPrice\na 1\nb 2\nc 3', tokens: 8 },
      { header: 'Name\tPrice', text: 'd 4\ne 5\nf 6', tokens: 8 },
    ]);
    expect(chunks[0]).not.toHaveProperty('header');
    // printf %s '"Name\tPrice\nd 4\ne 5\nf 6"' | sha256sum
    expect(chunks[1]?.contentHash).toBe('e7c9575c42846b21d464b82fd61f840484b19bf1e84d06f3ee833288eaad8a1a');
  });

  it('carry the header on a row that is cut itself, and none of more than half the limit', () => {
    const long = buildDocument(table(1, ['Name', 'One two three four. Five six. Seven eight.']));
    const chunks = chunkDocument(long, { maxTokens: 5, minTokens: 1 }, countWords);
    expect(chunks.map(({ header, text }) => [header, text])).toEqual([
      [undefined, 'Name\nOne two three four.'],
      ['Name', 'Five six. Seven eight.'],
    ]);
    const wide = chunkDocument(
      buildDocument(table(7, ['A B C', ...rows.slice(1)])),
      { maxTokens: 5 },
      countWords,
    );
    expect(wide.map((chunk) => chunk.header)).toEqual(wide.map(() => undefined));
  });
});

describe('overlap', () => {
  const options = { maxTokens: 12, minTokens: 4, overlapTokens: 4, contextLine: 'none' } as const;

  it('repeats whole sentences, never across a heading of level 1 or 2', () => {
    const document = buildDocument([
      heading(2, 'Head'),
      paragraph('A one. B two. C three.'),
      paragraph('D four. E five.'),
      heading(3, 'Deeper'),
      paragraph('F six and seven.'),
      heading(2, 'Next'),
      paragraph('G eight and nine.'),
    ]);
    expect(texts(chunkDocument(document, options, countWords))).toEqual([
      'Head\n\nA one. B two. C three.',
      'B two. C three.\n\nD four. E five.',
      'E five.\n\nDeeper\n\nF six and seven.',
      'Next\n\nG eight and nine.',
    ]);
  });

  it('repeats whole items, and no more than the limit leaves room for', () => {
    const document = buildDocument([
      ...list(1, ['a b', 'c d e', 'f g']),
      paragraph('one two three four'),
      paragraph('1 2 3 4 5 6 7 8 9 10'),
    ]);
    expect(texts(chunkDocument(document, options, countWords))).toEqual([
      'a b\nc d e\nf g',
      'f g\n\none two three four',
      '1 2 3 4 5 6 7 8 9 10',
    ]);
  });

  it('stops before a heading of level 1 or 2 and before the header of a table', () => {
    const headed = [heading(1, 'A'), heading(2, 'B'), paragraph('c d'), paragraph('e f g h')];
    expect(texts(chunkDocument(buildDocument(headed), options, countWords))[1]).toBe('c d\n\ne f g h');
    const rows = ['Name', 'a b c d', 'e f g h', 'i j k l'];
    const chunks = chunkDocument(
      buildDocument([paragraph('intro'), ...table(1, rows)]),
      { ...options, maxTokens: 12, minTokens: 2, overlapTokens: 6 },
      countWords,
    );
    expect(chunks.slice(0, 2).map(({ header, text }) => [header, text])).toEqual([
      [undefined, 'intro\n\nName\na b c d'],
      ['Name', 'a b c d\ne f g h'],
    ]);
  });

  it('repeats no part of a sentence', () => {
    // The second sentence is cut before the long word; its first word would fit to be repeated.
    const document = buildDocument([paragraph(`Begin. Aa ${'x'.repeat(40)}`)]);
    const small = { maxTokens: 20, minTokens: 2, overlapTokens: 10 };
    const parts = texts(chunkDocument(document, small, (text) => text.length));
    expect(parts[0]).toBe('Begin. Aa');
    expect(parts.slice(1).join('')).toBe('x'.repeat(40));
  });

  it('keeps room free where a long block is cut, and leaves the header of a table to itself', () => {
    const rows = Array.from({ length: 10 }, (_, i) => `r ${i}`);
    const chunks = chunkDocument(buildDocument(table(1, ['Name Price', ...rows])), options, countWords);
    expect(chunks.map(({ header, text, tokens }) => [header, text.replaceAll('\n', ' | '), tokens])).toEqual([
      [undefined, 'Name Price | r 0 | r 1 | r 2', 8],
      ['Name Price', 'r 1 | r 2 | r 3 | r 4 | r 5', 12],
      // The last row alone would be below the minimum; it joins, and leaves room to repeat one row.
      ['Name Price', 'r 5 | r 6 | r 7 | r 8 | r 9', 12],
    ]);
  });
});

it('tells the section of each of its chunks', () => {
  const document = buildDocument([
    paragraph('zero'),
    heading(1, 'A'),
    paragraph('one two three'),
    paragraph('four five six'),
    heading(2, 'B'),
    paragraph('seven'),
  ]);
  const chunks = chunkDocument(document, { maxTokens: 4, minTokens: 3, contextLine: 'none' }, countWords);
  expect(chunks.map(({ text, parentSpan }) => [text, parentSpan])).toEqual([
    ['zero', { start: 0, end: 4 }],
    ['A\n\none two three', { start: 6, end: 37 }],
    ['four five six', { start: 6, end: 37 }],
    ['B\n\nseven', { start: 39, end: 47 }],
  ]);
});

it('counts text between blocks that a chunk spans', () => {
  const document = buildDocument([
    paragraph('a b'),
    { ...paragraph('c d'), before: ' left out by the parser ' },
    { ...paragraph('e'), before: ' ' },
  ]);
  const chunks = chunkDocument(document, { maxTokens: 6, minTokens: 4 }, countWords);
  expect(chunks.map(({ text, tokens }) => [text, tokens])).toEqual([
    ['a b', 2],
    ['c d e', 3],
  ]);
});
