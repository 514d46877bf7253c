import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { defaultParsingLimits } from '../parsing-limits.ts';
import { archiveOf, odtOf, pptxOf } from '../testing/sample-files.ts';
import { officeParser } from './office.ts';

const parse = (name: string, bytes: Uint8Array) => officeParser.parse(bytes, name, defaultParsingLimits);
async function shown(name: string, bytes: Uint8Array) {
  const { text, blocks } = await parse(name, bytes);
  return blocks.map(({ kind, start, end }) => [kind, text.slice(start, end)]);
}

it('reads slides in the order they are shown in', async () => {
  const slides = pptxOf([
    ['Prices', 'A pen costs 2 €.'],
    ['Returns', 'Within 30 days.'],
  ]);
  expect(await shown('a.pptx', slides)).toEqual([
    ['heading', 'Prices'],
    ['paragraph', 'A pen costs 2 €.'],
    ['heading', 'Returns'],
    ['paragraph', 'Within 30 days.'],
  ]);
});

it('reads tables, title and day of an OpenDocument text', async () => {
  const cell = (text: string) => `<table:table-cell><text:p>${text}</text:p></table:table-cell>`;
  const row = (...cells: string[]) => `<table:table-row>${cells.map(cell).join('')}</table:table-row>`;
  const file = odtOf(
    `<table:table>${row('Item', 'Price')}${row('Pen', '2')}</table:table>`,
    '<dc:title>Price list</dc:title><dc:date>2026-02-03T10:00:00</dc:date>',
  );
  const { title, metadata } = await parse('a.odt', file);
  expect([title, metadata.modified]).toEqual(['Price list', '2026-02-03T10:00:00.000Z']);
  expect(await shown('a.odt', file)).toEqual([
    ['table-row', 'Item | Price'],
    ['table-row', 'Pen | 2'],
  ]);
});

it('reads rich text', async () => {
  const file = String.raw`{\rtf1\ansi{\fonttbl{\f0 Arial;}}\pard Prices\par A pen costs {\b 2} \u8364? today.\par}`;
  expect(await shown('a.rtf', Buffer.from(file))).toEqual([
    ['paragraph', 'Prices'],
    ['paragraph', 'A pen costs 2 € today.'],
  ]);
});

it('reads a book chapter by chapter', async () => {
  const page = (title: string) =>
    `<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>${title}</h1></body></html>`;
  const item = (id: string) => `<item id="${id}" href="${id}.xhtml" media-type="application/xhtml+xml"/>`;
  const book = archiveOf({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml':
      '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="b/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
    'b/content.opf': `<package xmlns="http://www.idpf.org/2007/opf"><metadata/><manifest>${item('z')}${item('a')}</manifest><spine><itemref idref="z"/><itemref idref="a"/></spine></package>`,
    'b/a.xhtml': page('Second'),
    'b/z.xhtml': page('First'),
  });
  expect(await shown('a.epub', book)).toEqual([
    ['heading', 'First'],
    ['heading', 'Second'],
  ]);
});

it('refuses entities of a file, and what is not what its name says', async () => {
  const entity = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>';
  await expect(parse('a.odt', odtOf('<text:p>&secret;</text:p>', '', entity))).rejects.toThrow(
    'declares XML entities',
  );
  await expect(parse('a.rtf', Buffer.from('plain'))).rejects.toThrow('is no RTF file');
  await expect(parse('a.pptx', Buffer.from('plain'))).rejects.toThrow('is no PPTX file');
});

it('says what to install where the library is not there', async () => {
  const program = `
    import { registerHooks } from 'node:module';
    registerHooks({ resolve: (name, context, next) => next(name === 'officeparser' ? 'not-installed' : name, context) });
    const { officeParser } = await import(${JSON.stringify(new URL('office.ts', import.meta.url).href)});
    await officeParser.parse(Buffer.from('{\\\\rtf1 x}'), 'a.rtf', {}).catch(({ message }) => console.log(message));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  expect(stdout).toBe('needs the package officeparser to be read: npm install officeparser@8\n');
});
