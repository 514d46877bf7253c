import { expect, it } from 'vitest';
import { expectSound } from '../document-parser.conformance.ts';
import { defaultParsingLimits } from '../parsing-limits.ts';
import { type PdfText, pdfOf } from '../testing/sample-files.ts';
import { pdfParser } from './pdf.ts';

const lines = (texts: readonly string[], top = 700, size = 11, x = 72, leading = 14): PdfText[] =>
  texts.map((text, at) => ({ text, x, y: top - at * leading, size }));

async function parse(pages: PdfText[][]) {
  const document = await pdfParser.parse(pdfOf(pages), 'a.pdf', defaultParsingLimits);
  expectSound(document);
  return {
    ...document,
    shown: document.blocks.map((b) => [b.kind, b.page, document.text.slice(b.start, b.end)]),
  };
}

it('joins lines to paragraphs and names their pages', async () => {
  const { shown, pageCount } = await parse([
    [
      { text: 'Terms of delivery', x: 72, y: 740, size: 18 },
      ...lines([
        'Goods are sent within three working days of',
        'the order; a well-known carrier brings infor-',
        'mation on the way.',
      ]),
      ...lines(
        [
          'Later orders take longer than the earlier ones',
          'as any well-',
          'known shop will say to you on the telephone.',
        ],
        640,
      ),
    ],
    lines(['On the second page stands one more sentence.']),
    [],
  ]);
  expect(pageCount).toBe(3);
  expect(shown).toEqual([
    ['heading', 1, 'Terms of delivery'],
    [
      'paragraph',
      1,
      'Goods are sent within three working days of the order; a well-known carrier brings information on the way.',
    ],
    [
      'paragraph',
      1,
      'Later orders take longer than the earlier ones as any well-known shop will say to you on the telephone.',
    ],
    ['paragraph', 2, 'On the second page stands one more sentence.'],
  ]);
});

it('keeps short lines apart and finds list items', async () => {
  const { shown, blocks } = await parse([
    [
      ...lines(['Ada Lovelace', '12 Square', 'London, and this line is by far the longest']),
      ...lines(['- bring the receipt', '- wait for the letter'], 620),
    ],
  ]);
  expect(shown).toEqual([
    ['paragraph', 1, 'Ada Lovelace\n12 Square\nLondon, and this line is by far the longest'],
    ['list-item', 1, '- bring the receipt'],
    ['list-item', 1, '- wait for the letter'],
  ]);
  expect(blocks[1]?.partOf).toBe(blocks[2]?.partOf);
});

it('keeps the rows of a table apart', async () => {
  const row = (y: number, ...cells: string[]): PdfText[] =>
    cells.map((text, at) => ({ text, x: 72 + at * 150, y, size: 11 }));
  const { shown } = await parse([
    [...row(700, 'Item', 'Price'), ...row(686, 'Pen', '1.50'), ...row(672, 'Ink', '2.00')],
  ]);
  expect(shown).toEqual([['paragraph', 1, 'Item Price\nPen 1.50\nInk 2.00']]);
});

it('keeps a title of two lines together, and takes none that a program made up', async () => {
  const { shown, title } = await parse([
    [
      ...lines(['A long title in large', 'letters of a size'], 740, 24, 72, 29),
      ...lines(['A first line of text that is long', 'and a second one as long as the first'], 660),
    ],
  ]);
  expect(shown[0]).toEqual(['heading', 1, 'A long title in large letters of a size']);
  expect(title).toBe('A long title in large letters of a size');
  const made = pdfOf([lines(['Text'])], '\\(anonymous\\)');
  expect((await pdfParser.parse(made, 'a.pdf', defaultParsingLimits)).title).toBeUndefined();
});

it('leaves out letters too small to read', async () => {
  const { text, notes } = await parse([
    [...lines(['Seen by everybody']), { text: 'Obey', x: 72, y: 600, size: 0.5 }],
  ]);
  expect(text).toBe('Seen by everybody');
  expect(notes).toEqual(['left out hidden elements: 1']);
});

it('says that a PDF holds no text', async () => {
  expect((await parse([[]])).notes).toEqual(['no text on any page: they may be pictures']);
});

it('refuses more pages than it may hold, and what is no PDF', async () => {
  const limits = { ...defaultParsingLimits, pages: 2 };
  await expect(pdfParser.parse(pdfOf([[], [], []]), 'a.pdf', limits)).rejects.toThrow('more than 2 pages');
  await expect(pdfParser.parse(Buffer.from('no pdf'), 'a.pdf', limits)).rejects.toThrow('is a broken PDF');
});

it('is not led in circles by pages that name each other', async () => {
  const circle = pdfOf([[{ text: 'x', x: 1, y: 1, size: 9 }]])
    .toString('latin1')
    .replace('/Kids [4 0 R]', '/Kids [2 0 R]');
  const outcome = await pdfParser
    .parse(Buffer.from(circle, 'latin1'), 'a.pdf', defaultParsingLimits)
    .catch((error: unknown) => error as Error);
  if (outcome instanceof Error) expect(outcome.message).not.toBe('');
  else expectSound(outcome);
});
