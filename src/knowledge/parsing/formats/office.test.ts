import { expect, it } from 'vitest';
import type { ParsedDocument } from '../../../domain/document.ts';
import { expectSound } from '../document-parser.conformance.ts';
import { defaultParsingLimits } from '../parsing-limits.ts';
import { archiveOf, docxOf, paragraph, workbookOf, xlsxOf } from '../testing/sample-files.ts';
import { docxParser } from './docx.ts';
import { xlsxParser } from './xlsx.ts';
import { formatNumber } from './xlsx-number.ts';

const shown = (document: ParsedDocument) =>
  document.blocks.map(({ kind, level, isHeader, start, end }) => [
    `${kind}${level ?? ''}${isHeader ? '!' : ''}`,
    document.text.slice(start, end),
  ]);
const docx = async (bytes: Uint8Array) => {
  const document = await docxParser.parse(bytes, 'a.docx', defaultParsingLimits);
  expectSound(document);
  return document;
};
const xlsx = async (bytes: Uint8Array) => {
  const document = await xlsxParser.parse(bytes, 'a.xlsx', defaultParsingLimits);
  expectSound(document);
  return document;
};

it('reads headings, lists and tables of a DOCX', async () => {
  const item = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>';
  const cell = (text: string) => `<w:tc>${paragraph(text)}</w:tc>`;
  const document = await docx(
    docxOf(
      paragraph('Guide', '<w:pStyle w:val="Heading1"/>') +
        paragraph('Part', '<w:pStyle w:val="Heading2"/>') +
        paragraph('one', item) +
        paragraph('two', item) +
        `<w:tbl><w:tr>${cell('Item')}${cell('Price')}</w:tr><w:tr>${cell('Pen')}${cell('1 &lt; 2')}</w:tr></w:tbl>`,
      {
        'docProps/core.xml': '<c xmlns:dc="d"><dc:title>The guide</dc:title><dc:creator>Ada</dc:creator></c>',
      },
    ),
  );
  expect(shown(document)).toEqual([
    ['heading1', 'Guide'],
    ['heading2', 'Part'],
    ['list-item', '- one'],
    ['list-item', '- two'],
    ['table-row', 'Item | Price'],
    ['table-row', 'Pen | 1 < 2'],
  ]);
  expect(document).toMatchObject({ title: 'The guide', metadata: { author: 'Ada' }, notes: [] });
});

it('leaves out what Word hides, and says so', async () => {
  const document = await docx(
    docxOf(
      paragraph('Seen') +
        paragraph('vanished', '', '<w:vanish/>') +
        paragraph('white', '', '<w:color w:val="FFFFFF"/>') +
        paragraph('tiny', '', '<w:sz w:val="2"/>') +
        paragraph('shown', '', '<w:vanish w:val="0"/><w:sz w:val="22"/>'),
    ),
  );
  expect(document).toMatchObject({ text: 'Seen\n\nshown', notes: ['left out hidden elements: 3'] });
});

it('keeps white text on a dark ground of a DOCX', async () => {
  const row = `<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr>${paragraph('Head', '', '<w:color w:val="FFFFFF"/>')}</w:tc></w:tr></w:tbl>`;
  expect((await docx(docxOf(row))).text).toBe('Head');
});

it('opens no file that a DOCX links to', async () => {
  const drawing =
    '<w:p><w:r><w:t>Seen</w:t><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:link="x1"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>';
  expect((await docx(docxOf(drawing))).text).toBe('Seen');
});

const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>`;

it.each([
  [
    'entities of its own',
    docxOf('', { 'word/document.xml': `${bomb}<w:document>&b;</w:document>` }),
    'entities',
  ],
  ['elements without end', docxOf('<w:p>'.repeat(2000)), 'more than 500 deep'],
  ['no document', archiveOf({ 'a.txt': 'x' }), 'is no DOCX'],
  ['no archive', Buffer.from('plain'), 'is no DOCX'],
  ['encryption', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'is encrypted'],
  ['a bomb', docxOf(' '.repeat(30 * 2 ** 20)), 'more than 200 times'],
])('refuses a DOCX with %s', async (_what, bytes, problem) => {
  await expect(docx(bytes)).rejects.toThrow(problem);
});

it('reads sheets, their tables, dates and percentages', async () => {
  const document = await xlsx(
    workbookOf(
      [
        {
          name: 'Plan',
          rows:
            '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>' +
            '<row r="2"><c r="A2" s="1"><v>45292</v></c><c r="B2" t="b"><v>1</v></c><c r="C2" s="2"><v>0.125</v></c></row>' +
            '<row r="4"><c r="A4" t="str"><f>1+1</f><v>sum</v></c><c r="B4"><v>0.30000000000000004</v></c></row>' +
            '<row r="5"><c r="A5" t="e"><v>#N/A</v></c></row>',
        },
        { name: 'Empty', rows: '' },
        { name: 'Secret', state: 'veryHidden', rows: '<row r="1"><c r="A1"><v>1</v></c></row>' },
      ],
      ['day', 'share'],
    ),
  );
  expect(shown(document)).toEqual([
    ['heading1', 'Plan'],
    ['table-row', 'day | | share'],
    ['table-row', '2024-01-01 | TRUE | 12.5%'],
    ['table-row', 'sum | 0.3'],
    ['table-row', '#N/A'],
  ]);
  expect(new Set(document.blocks.slice(1).map(({ partOf }) => partOf)).size).toBe(2);
  expect(document.notes).toEqual(['left out hidden sheets: 1']);
});

it('leaves out hidden rows and columns', async () => {
  const document = await xlsx(
    xlsxOf(
      '<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>b</v></c></row><row r="2" hidden="1"><c r="A2"><v>1</v></c></row>',
      { before: '<cols><col min="2" max="2" hidden="1"/></cols>' },
    ),
  );
  expect(document.text).toBe('Prices\n\na');
  expect(document.notes).toEqual(['left out hidden cells: 1', 'left out hidden rows: 1']);
});

// As a spreadsheet shows them; 60 is the 29 February 1900 that never was and is left to neither side.
it.each([
  ['1', '1900-01-01'],
  ['59', '1900-02-28'],
  ['61', '1900-03-01'],
  ['45292.75', '2024-01-01 18:00'],
  ['0.5', '12:00'],
])('shows the serial %s as %s', (serial, date) => {
  expect(formatNumber(serial, 'date', false)).toBe(date);
});

it('counts the days of a workbook from 1904', () => {
  expect(formatNumber('43830', 'date', true)).toBe('2024-01-01');
});

it('refuses sheets that are mostly nothing', async () => {
  const rows = Array.from(
    { length: 200 },
    (_, at) => `<row r="${at + 1}"><c r="XFD${at + 1}"><v>1</v></c></row>`,
  );
  await expect(xlsx(xlsxOf(rows.join('')))).rejects.toThrow(/cells|text/);
});
