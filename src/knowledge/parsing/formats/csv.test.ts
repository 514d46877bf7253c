import { expect, it } from 'vitest';
import { expectSound } from '../document-parser.conformance.ts';
import { defaultParsingLimits } from '../parsing-limits.ts';
import { csvParser } from './csv.ts';

async function parse(source: string | Uint8Array, name = 'a.csv') {
  const document = await csvParser.parse(Buffer.from(source), name, defaultParsingLimits);
  expectSound(document);
  return { ...document, headers: document.blocks.filter((block) => block.isHeader).length };
}

it.each([
  ['commas', 'name,price\nPen,1', 'a.csv'],
  ['semicolons', 'name;price\nPen;1', 'a.csv'],
  ['tabs', 'name\tprice\nPen\t1', 'a.tsv'],
  ['a tab in a .csv', '\ufeffname\tprice\r\nPen\t1\r\n', 'a.csv'],
  ['semicolons around commas', '"name";price\n"Pen";1', 'a.csv'],
])('finds out that cells are set apart by %s', async (_what, source, name) => {
  expect(await parse(source, name)).toMatchObject({ text: 'name | price\nPen | 1', headers: 1 });
});

it('has no header where the first row is like the others', async () => {
  expect((await parse('Pen,1\nInk,2')).headers).toBe(0);
  expect((await parse('a@e.test,x\nb@e.test,y')).headers).toBe(0);
  expect((await parse('name,price')).headers).toBe(0);
  expect((await parse('name,name\nx,y')).headers).toBe(0);
});

it('puts all rows into one table, whatever their length', async () => {
  const { blocks, text } = await parse('a,b\n1\n1,2,3\n,,\n\n"x\n y",=1+1');
  expect(text).toBe('a | b\n1\n1 | 2 | 3\nx y | =1+1');
  expect(new Set(blocks.map(({ partOf }) => partOf)).size).toBe(1);
});

it('reads Shift-JIS and says so', async () => {
  const bytes = Uint8Array.from([0x96, 0xbc, 0x91, 0x4f, 0x2c, 0x82, 0xa0, 0x82, 0xa2]);
  expect(await parse(bytes)).toMatchObject({ text: '名前 | あい', notes: ['read as Shift-JIS'] });
});

it('tells Shift-JIS without kana from Western letters', async () => {
  const kanji = Uint8Array.from([0x96, 0xbc, 0x91, 0x4f, 0x2c, 0x94, 0x4e, 0x97, 0xee]);
  expect((await parse(kanji)).text).toBe('名前 | 年齢');
  expect((await parse(Buffer.from('Z\xfcrich,M\xfcnchen', 'latin1'))).text).toBe('Zürich | München');
});

it('refuses more cells than it may hold', async () => {
  const limits = { ...defaultParsingLimits, cells: 100 };
  const rows = Array(60).fill('a,b').join('\n');
  await expect(csvParser.parse(Buffer.from(rows), 'a.csv', limits)).rejects.toThrow('more than 100 cells');
});
