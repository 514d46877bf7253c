import { expect, it } from 'vitest';
import { ownReaders } from '../../access/narrow-readers.ts';
import { expectSound } from '../document-parser.conformance.ts';
import { defaultParsingLimits } from '../parsing-limits.ts';
import { htmlParser } from './html.ts';

async function parse(source: string | Uint8Array) {
  const document = await htmlParser.parse(Buffer.from(source), 'a.html', defaultParsingLimits);
  expectSound(document);
  const shown = document.blocks.map(({ kind, level, partOf, isHeader, start, end }) => [
    `${kind}${level ?? ''}${isHeader ? '!' : ''}${partOf === undefined ? '' : `@${partOf}`}`,
    document.text.slice(start, end),
  ]);
  return { ...document, shown };
}

it('takes what a page says of itself from its meta elements', async () => {
  const of = async (head: string) =>
    (await parse(`<html><head>${head}</head><body><p>Text</p></body></html>`)).metadata;
  expect(
    await of(`<meta name="Updated" content="2026-09-14"><meta name="category" content="plans"><meta name="viewport" content="x">
      <meta property="article:published_time" content="2026-01-02T10:00:00Z"><meta property="og:type" content="article">`),
  ).toEqual({ updated: '2026-09-14', category: 'plans', published: '2026-01-02T10:00:00Z' });
  expect(await of('<meta name="readers" content="leads, care">')).toEqual({ readers: ['leads', 'care'] });
});

it('lets readers that are named badly be nobody', async () => {
  const readers = async (head: string) =>
    ownReaders((await parse(`<html><head>${head}</head><p>Text</p>`)).metadata);
  expect((await readers('<meta name="readers" content="leads">')).readers).toEqual(['leads']);
  expect((await readers('<meta name="readers" content="">')).readers).toEqual([]);
  expect((await readers('<meta name="readers">')).readers).toEqual([]);
  const twice = '<meta name="readers" content="leads"><meta name="Readers" content="everyone">';
  expect((await readers(twice)).readers).toEqual([]);
});

it('reads headings, lists, tables, code and quotes', async () => {
  const { shown, metadata, title } = await parse(`<!doctype html><html><head><title>Shop</title>
    <meta name="author" content="Ada"><style>p{color:red}</style><script>var x = "<p>no</p>";</script></head>
    <body><nav>Home</nav><h2>Prices <small>2026</small></h2>loose text<p>One<br>two <b>bo</b>ld</p>
    <ol start="3"><li>three</li><li><p>four</p><ul><li>inner</li></ul></li></ol>
    <table><caption>List</caption><tr><th>Item<th>Price</tr><tr><td>Pen<td> 1 &euro;</tr></table>
    <pre>a
  b</pre><blockquote><p>said</p></blockquote><dl><dt>Term<dd>Meaning</dl><button>Buy</button></body></html>`);
  expect(title).toBe('Shop');
  expect(metadata).toEqual({ author: 'Ada' });
  expect(shown).toEqual([
    ['heading2', 'Prices 2026'],
    ['paragraph', 'loose text'],
    ['paragraph', 'One\ntwo bold'],
    ['list-item@1', '3. three'],
    ['list-item@1', '4. four'],
    ['list-item@2', '- inner'],
    ['paragraph', 'List'],
    ['table-row!@3', 'Item | Price'],
    ['table-row@3', 'Pen | 1 €'],
    ['code', 'a\n  b'],
    ['quote', 'said'],
    ['paragraph', 'Term'],
    ['paragraph', 'Meaning'],
  ]);
});

it.each([
  ['display: none', '<p style="display: none">X</p>'],
  ['important', '<p style="display:none !important">X</p>'],
  ['visibility', '<p style="visibility:hidden">X</p>'],
  ['the attribute', '<p hidden>X</p>'],
  ['opacity', '<p style="opacity:0">X</p>'],
  ['one pixel', '<p style="font-size:1px">X</p>'],
  ['no size', '<p style="font-size:0">X</p>'],
  ['white on white', '<p style="color:#fff">X</p>'],
  ['white on white, inherited', '<div style="color:white"><section><p>X</p></section></div>'],
  ['nearly white', '<font color="#fefefe">X</font>'],
  ['red on red', '<p style="background:#f00;color:rgb(255, 0, 0)">X</p>'],
  ['transparent', '<p style="color:rgba(0,0,0,0)">X</p>'],
  ['black on black of a table', '<table bgcolor="black"><tr><td>X</td></tr></table>'],
  ['a rule of the page', '<style>.note p, b { display: none }</style><div class="note"><p>X</p></div>'],
  ['a colour rule of the page', '<style>#a { color: white }</style><p id="a">X</p>'],
  ['a table cell', '<table><tr><td style="display:none">X</td><td></td></tr></table>'],
  ['a part of a heading', '<h1><span style="display:none">X</span></h1>'],
])('leaves out text hidden by %s, and says so', async (_what, html) => {
  const { text, notes } = await parse(`<p>Seen</p>${html}`);
  expect(text).toBe('Seen');
  expect(notes).toEqual(['left out hidden elements: 1']);
});

it.each([
  ['white on a dark page', '<body style="background:#111;color:#fff"><p>X</p></body>'],
  ['white on a picture', '<p style="background:url(a.png);color:#fff">X</p>'],
  ['white on a dark rule', '<style>.b{background-color:navy;color:white}</style><p class="b">X</p>'],
  ['what an own style shows again', '<style>p{display:none}</style><p style="display:block">X</p>'],
  ['what a stronger rule shows again', '<style>#a{display:block} p{display:none}</style><p id="a">X</p>'],
  ['hidden in print only', '<style>@media print { p { display: none } }</style><p>X</p>'],
  ['hidden under the pointer', '<style>p:hover { display: none }</style><p>X</p>'],
  ['an unknown colour', '<p style="color:var(--x)">X</p>'],
])('keeps %s', async (_what, html) => {
  expect(await parse(html)).toMatchObject({ text: 'X', notes: [] });
});

it('reads a table that arranges the page as a page', async () => {
  const { shown } = await parse(
    '<table><tr><td><h1>A</h1></td><td><p>b</p><table><tr><td>c</td><td>d</td></tr></table></td></tr></table>',
  );
  expect(shown).toEqual([
    ['heading1', 'A'],
    ['paragraph', 'b'],
    ['table-row@1', 'c | d'],
  ]);
});

it('believes the encoding a page names, and guesses without', async () => {
  const latin = Buffer.from('<meta charset="iso-8859-2"><p>\xb1\xe6</p>', 'latin1');
  expect((await parse(latin)).text).toBe('ąć');
  const guessed = await parse(Buffer.from('<p>caf\xe9 \x80</p>', 'latin1'));
  expect(guessed).toMatchObject({ text: 'café €', notes: ['read as Windows-1252, as it is not UTF-8'] });
  expect((await parse(Buffer.from('\ufeff<p>ж</p>', 'utf16le'))).text).toBe('ж');
});

it('refuses elements nested without end', async () => {
  const deep = `${'<div>'.repeat(3000)}x`;
  await expect(htmlParser.parse(Buffer.from(deep), 'a.html', defaultParsingLimits)).rejects.toThrow(
    'more than 500 deep',
  );
});
