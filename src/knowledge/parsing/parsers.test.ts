import { expect, it } from 'vitest';
import { type Candidate, documentParserConformance } from './document-parser.conformance.ts';
import { csvParser } from './formats/csv.ts';
import { docxParser } from './formats/docx.ts';
import { htmlParser } from './formats/html.ts';
import { markdownParser } from './formats/markdown.ts';
import { officeParser } from './formats/office.ts';
import { pdfParser } from './formats/pdf.ts';
import { plainTextParser } from './formats/plain-text.ts';
import { xlsxParser } from './formats/xlsx.ts';
import { documentParsers, parserFor } from './parsers.ts';
import { docxOf, odtOf, paragraph, pdfOf, xlsxOf } from './testing/sample-files.ts';

const hidden = 'par\u200b\u{e0041}\u0007cel';
/** XML has no bell. */
const hiddenInXml = 'par\u200b\u{e0041}cel';
const text = (value: string) => new TextEncoder().encode(value);

const candidates: readonly Candidate[] = [
  {
    parser: markdownParser,
    file: 'returns.md',
    sample: text(`# Returns\n\nSend the ${hidden} back.\n\n- one\n- two\n`),
    blocks: [
      ['heading', 'Returns'],
      ['paragraph', 'Send the parcel back.'],
      ['list-item', '- one'],
      ['list-item', '- two'],
    ],
    refusesNoise: true,
  },
  {
    parser: htmlParser,
    file: 'returns.html',
    sample: text(`<title>Returns</title><h1>Returns</h1><p>Send the ${hidden}\n back.</p>`),
    blocks: [
      ['heading', 'Returns'],
      ['paragraph', 'Send the parcel back.'],
    ],
    refusesNoise: true,
  },
  {
    parser: plainTextParser,
    file: 'returns.txt',
    sample: text(`Send the ${hidden} back.\r\n  \r\nWithin 30 days.\r\n`),
    blocks: [
      ['paragraph', 'Send the parcel back.'],
      ['paragraph', 'Within 30 days.'],
    ],
    refusesNoise: true,
  },
  {
    parser: csvParser,
    file: 'returns.csv',
    sample: text(`item,days\n${hidden},30\n"a ""big""\nbox",14\n`),
    blocks: [
      ['table-row', 'item | days'],
      ['table-row', 'parcel | 30'],
      ['table-row', 'a "big" box | 14'],
    ],
    refusesNoise: true,
  },
  {
    parser: pdfParser,
    file: 'returns.pdf',
    sample: pdfOf(
      [
        [
          { text: 'Returns', x: 72, y: 720, size: 24 },
          { text: 'Send the parcel back within thirty', x: 72, y: 690, size: 12 },
          { text: 'days of its arrival at your house.', x: 72, y: 676, size: 12 },
        ],
      ],
      'Returns',
    ),
    blocks: [
      ['heading', 'Returns'],
      ['paragraph', 'Send the parcel back within thirty days of its arrival at your house.'],
    ],
    refusesNoise: true,
  },
  {
    parser: docxParser,
    file: 'returns.docx',
    sample: docxOf(
      paragraph('Returns', '<w:pStyle w:val="Heading1"/>') + paragraph(`Send the ${hiddenInXml} back.`),
    ),
    blocks: [
      ['heading', 'Returns'],
      ['paragraph', 'Send the parcel back.'],
    ],
    refusesNoise: true,
  },
  {
    parser: officeParser,
    file: 'returns.odt',
    sample: odtOf(
      `<text:h text:outline-level="1">Returns</text:h><text:p>Send the ${hiddenInXml} back.</text:p>`,
    ),
    blocks: [
      ['heading', 'Returns'],
      ['paragraph', 'Send the parcel back.'],
    ],
    refusesNoise: true,
  },
  {
    parser: xlsxParser,
    file: 'returns.xlsx',
    sample: xlsxOf(
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>days</t></is></c></row>' +
        '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>30</v></c></row>',
      { strings: ['item', hiddenInXml] },
    ),
    blocks: [
      ['heading', 'Prices'],
      ['table-row', 'item | days'],
      ['table-row', 'parcel | 30'],
    ],
    refusesNoise: true,
  },
];

for (const candidate of candidates) documentParserConformance(candidate);

it('has a candidate for every parser', () => {
  expect(candidates.map(({ parser }) => parser.name).sort()).toEqual(
    documentParsers.map(({ name }) => name).sort(),
  );
});

it('takes titles from the file before headings', async () => {
  const { defaultParsingLimits: limits } = await import('./parsing-limits.ts');
  const titleOf = async (name: string, content: string) =>
    (await parserFor(name, text(content)).parse(text(content), name, limits)).title;
  expect(await titleOf('a.html', '<title> A\n b </title><h1>C</h1>')).toBe('A b');
  expect(await titleOf('a.html', '<h1>C</h1>')).toBe('C');
  expect(await titleOf('a.md', '---\ntitle: D\n---\n# E\n')).toBe('D');
  expect(await titleOf('a.md', '# E\n')).toBe('E');
  expect(await titleOf('a.txt', 'E\n')).toBeUndefined();
});

it('says why nothing reads a file', () => {
  expect(() => parserFor('drawing.vsdx', text('PK'))).toThrow('.vsdx is no known format');
  expect(() => parserFor('core', new Uint8Array([0, 1]))).toThrow('of no format');
  expect(parserFor('LICENSE', text('Apache')).name).toBe('plain-text');
  expect(parserFor('a.b/page', text('<!DOCTYPE html><p>x')).name).toBe('html');
});
