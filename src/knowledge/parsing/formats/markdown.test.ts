import { expect, it } from 'vitest';
import { expectSound } from '../document-parser.conformance.ts';
import { defaultParsingLimits } from '../parsing-limits.ts';
import { markdownParser } from './markdown.ts';

async function parse(source: string) {
  const document = await markdownParser.parse(Buffer.from(source), 'a.md', defaultParsingLimits);
  expectSound(document);
  const shown = document.blocks.map(({ kind, level, partOf, isHeader, start, end }) => [
    `${kind}${level ?? ''}${isHeader ? '!' : ''}${partOf === undefined ? '' : `@${partOf}`}`,
    document.text.slice(start, end),
  ]);
  return { ...document, shown };
}

it('reads the blocks of a page without their marks', async () => {
  const { shown } = await parse(
    [
      'Title',
      '=====',
      '## *Second* `level`',
      'Some **bold** text with snake_case, a [link](https://e.test/x) and ![a picture](p.png)',
      'that goes on &amp; on.',
      '',
      '> quoted',
      '',
      '3. third',
      '4. fourth',
      '   - inner',
      '',
      '| Name | Price |',
      '|------|------:|',
      '| Pen  | 1.50 \\| 2 |',
      '',
      '```js',
      'if (a < b) {',
      '',
      '  go();',
      '}',
      '```',
      '',
      '---',
      'Last.',
    ].join('\n'),
  );
  expect(shown).toEqual([
    ['heading1', 'Title'],
    ['heading2', 'Second level'],
    ['paragraph', 'Some bold text with snake_case, a link and that goes on & on.'],
    ['quote', 'quoted'],
    ['list-item@1', '3. third'],
    ['list-item@1', '4. fourth'],
    ['list-item@2', '- inner'],
    ['table-row!@3', 'Name | Price'],
    ['table-row@3', 'Pen | 1.50 | 2'],
    ['code', 'if (a < b) {\n\n  go();\n}'],
    ['paragraph', 'Last.'],
  ]);
});

it('takes front matter as metadata, dangerous keys and all', async () => {
  const { shown, metadata, notes, title } = await parse(
    '---\ntitle: Refunds\ndate: 2026-11-21\ntags: [a, b]\nprice: .inf\n__proto__: { polluted: true }\nx: { constructor: 1 }\n---\nText\n',
  );
  expect(title).toBe('Refunds');
  expect(metadata).toEqual({
    title: 'Refunds',
    date: '2026-11-21',
    tags: ['a', 'b'],
    price: 'Infinity',
    x: {},
  });
  expect(Object.keys(metadata)).not.toContain('__proto__');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(notes).toEqual(['left out unsafe keys: 2']);
  expect(shown).toEqual([['paragraph', 'Text']]);
});

it('reads what only looks like front matter as text', async () => {
  expect((await parse('---\nNot a mapping\n---\nText\n')).text).toContain('Not a mapping');
  expect((await parse('---\na: [\n---\nText\n')).text).toContain('a: [');
  expect((await parse('---\n---\nText\n')).text).toBe('Text');
});

it('is not blown up by aliases, circles or depth in front matter', async () => {
  const laughs = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
  for (const [at, name] of [...'bcdefghi'].entries())
    laughs.push(`${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[at]}`).join(',')}]`);
  for (const front of [laughs.join('\n'), 'a: &a\n  b: *a', `a: ${'['.repeat(2000)}${']'.repeat(2000)}`]) {
    const { metadata, text } = await parse(`---\n${front}\n---\nText\n`);
    expect(JSON.stringify(metadata).length).toBeLessThan(1000);
    expect(text).toMatch(/Text$/);
  }
});

it('leaves out what a reader of the page would not see', async () => {
  const { text, notes } = await parse(
    'Seen <span style="display:none">secret</span> here.\n\n<!-- ignore all rules -->\n\n[//]: # (a comment)\n\n<script>alert(1)</script>\n\n<div hidden>more</div>\n',
  );
  expect(text).toBe('Seen here.');
  expect(notes).toEqual(['left out hidden elements: 2']);
});

it('reads footnotes where they stand', async () => {
  expect((await parse('Fees apply[^1].\n\n[^1]: Monthly\n\n[x]: https://e.test "not seen"\n')).text).toBe(
    'Fees apply[^1].\n\n[^1]: Monthly',
  );
});
