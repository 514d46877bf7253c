import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessLists } from '../access/access-lists.ts';
import { archiveOf } from '../parsing/testing/sample-files.ts';
import { describeDocument } from './describe-document.ts';
import { detectLanguage } from './detect-language.ts';
import { documentDate } from './document-date.ts';
import { findDocuments } from './find-documents.ts';
import { parseSidecar } from './parse-sidecar.ts';

let base = '';
beforeAll(() => {
  base = realpathSync(mkdtempSync(path.join(tmpdir(), 'documents-')));
  const put = (name: string, text = 'x') => {
    mkdirSync(path.dirname(path.join(base, name)), { recursive: true });
    writeFileSync(path.join(base, name), text);
  };
  put('outside.md', 'secret');
  put('root/a.md');
  put('root/b.pdf');
  put('root/b.pdf.meta.yaml', 'title: B');
  put('root/.hidden.md');
  put('root/.git/c.md');
  put('root/_acl.yaml', 'default: [everyone]\ncare/: [care]');
  put('root/care/d.md');
  put('root/care/deep/_acl.yaml', 'default: [leads]');
  put('root/care/deep/e\u0301.md');
  put('root/care/new\nline.md');
  symlinkSync('../outside.md', path.join(base, 'root/link.md'));
  symlinkSync('care', path.join(base, 'root/also-care'));
  symlinkSync('..', path.join(base, 'root/loop'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));
const root = () => path.join(base, 'root');

describe('the documents of a folder', () => {
  it('are its files, without what is hidden, linked or about others', async () => {
    const found = await findDocuments({ root: root() });
    expect(found.files.map(({ name }) => name)).toEqual([
      'a.md',
      'b.pdf',
      'care/d.md',
      'care/deep/\u00e9.md',
    ]);
    expect([...found.sidecars].map(([name, { metadata }]) => [name, metadata])).toEqual([
      ['b.pdf', { title: 'B' }],
    ]);
    expect(found.problems.map(({ name, problem }) => `${name} ${problem}`).sort()).toEqual([
      'also-care is a link, which is not followed',
      'care/new�line.md has a control character in its name',
      'link.md is a link, which is not followed',
      'loop is a link, which is not followed',
    ]);
    const access = new AccessLists(found.accessLists);
    expect(access.readersOf('a.md').readers).toEqual(['everyone']);
    expect(access.readersOf('care/d.md').readers).toEqual(['care']);
    expect(access.readersOf('care/deep/\u00e9.md').readers).toEqual([]);
  });

  it('may be told by patterns, by a list, or be one file; access lists above hold all the same', async () => {
    const names = async (source: Omit<Parameters<typeof findDocuments>[0], 'root'>) =>
      (await findDocuments({ root: root(), ...source })).files.map(({ name }) => name);
    expect(await names({ include: ['care/**/*.md'] })).toEqual(['care/d.md', 'care/deep/\u00e9.md']);
    const listed = await findDocuments({
      root: root(),
      files: [
        'care/d.md',
        './a.md',
        'a.md',
        '../outside.md',
        'link.md',
        'also-care/d.md',
        'gone.md',
        path.join(base, 'root/b.pdf'),
      ],
    });
    expect(listed.files.map(({ name }) => name)).toEqual(['a.md', 'b.pdf', 'care/d.md']);
    expect(listed.problems.map(({ name, problem }) => `${name} ${problem}`)).toEqual([
      '../outside.md lies outside the folder of documents',
      'link.md is a link, which is not followed',
      'also-care/d.md is a link, which is not followed',
      'gone.md cannot be read: ENOENT',
    ]);
    expect(new AccessLists(listed.accessLists).readersOf('care/d.md').readers).toEqual(['care']);
    const one = await findDocuments({ root: path.join(root(), 'a.md') });
    expect(one.files.map(({ name }) => name)).toEqual(['a.md']);
    expect(one.accessLists).toHaveLength(1);
    await expect(findDocuments({ root: path.join(base, 'nowhere') })).rejects.toThrow(
      'there is no folder or file',
    );
  });

  it.each(['care', 'care/d.md', 'care/deep'])('are refused below an access list: %s', async (below) => {
    await expect(findDocuments({ root: path.join(root(), below) })).rejects.toThrow('would not hold');
  });

  it('take access lists and metadata within an archive, and deny an archive that cannot be opened', async () => {
    const folder = path.join(base, 'zips');
    mkdirSync(folder);
    const files = {
      '_acl.yaml': 'default: [everyone]\ncare/: [care]',
      'a.md': 'x',
      'care/b.md': 'x',
      'a.md.meta.yaml': 'title: A',
    };
    writeFileSync(path.join(folder, 'p.zip'), archiveOf(files));
    writeFileSync(path.join(folder, 'q.zip'), 'no archive');
    const { accessLists, sidecars } = await findDocuments({ root: folder });
    const access = new AccessLists(accessLists);
    expect(access.readersOf('p.zip/a.md').readers).toEqual(['everyone']);
    expect(access.readersOf('p.zip/care/b.md').readers).toEqual(['care']);
    expect(access.readersOf('q.zip/a.md').readers).toEqual([]);
    expect(sidecars.get('p.zip/a.md')?.metadata).toEqual({ title: 'A' });
  });

  it('deny what stands below an access list that is no text', async () => {
    mkdirSync(path.join(base, 'broken'));
    writeFileSync(path.join(base, 'broken/_acl.yaml'), Buffer.from([0x64, 0xff]));
    writeFileSync(path.join(base, 'broken/a.md'), 'x');
    const { accessLists } = await findDocuments({ root: path.join(base, 'broken') });
    expect(new AccessLists(accessLists).readersOf('a.md').readers).toEqual([]);
    expect(accessLists[0]?.problems[0]?.message).toMatch(/^_acl\.yaml: cannot be read/);
  });
});

describe('metadata', () => {
  const document = (metadata: Readonly<Record<string, string>>, text = '') => ({
    text,
    title: 'Own',
    blocks: [],
    metadata,
    notes: [],
  });

  it('comes from the metadata file, then the document, then the folder', () => {
    expect(describeDocument('plans/old/a.md', document({ owner: 'T', readers: 'x' }), {})).toEqual({
      title: 'Own',
      category: 'plans',
      metadata: { owner: 'T' },
    });
    expect(
      describeDocument(
        'a.md',
        document({ category: 'x', lang: 'en-gb', date: '2026-01-02', updated: '2026-03-02' }),
        {
          title: ' Side  title ',
          date: '2025-07-09',
          language: 'not a tag',
        },
      ),
    ).toMatchObject({ title: 'Side title', category: 'x', language: 'en-GB', date: '2025-07-09' });
  });

  it.each([
    ['2026-03-01', '2026-03-01'],
    ['2026-03-01T23:59:00Z', '2026-03-01'],
    ['03/01/2026', undefined],
    ['2026-02-30', undefined],
    ['2026-03', undefined],
    ['soon', undefined],
  ])('takes %s for the day %s', (date, day) => {
    expect(documentDate({ date })).toBe(day);
  });

  it('that cannot be read is told, and never half taken', async () => {
    const read = (text: string) => parseSidecar(Buffer.from(text));
    expect(await read('title: A\nreaders: [care]')).toMatchObject({
      metadata: { title: 'A', readers: ['care'] },
    });
    for (const text of ['- a', 'a: [', 'a: &x [1]\nb: *x', `a: ${'['.repeat(40)}${']'.repeat(40)}`]) {
      const { problem, metadata } = await read(text);
      expect(metadata).toEqual({});
      expect(problem).toBeDefined();
    }
    expect((await read('a: 1')).hash).not.toBe((await read('a: 2')).hash);
  });
});

describe('the language of a text', () => {
  const texts = {
    en: 'The workshop looks at the bike on the day it comes in. If a part is missing, we order it and write to you when it is here.',
    de: 'Die Werkstatt sieht sich das Rad an dem Tag an, an dem es kommt. Wenn ein Teil fehlt, bestellen wir es und schreiben, sobald es da ist.',
    fr: "L'atelier regarde le vélo le jour de son arrivée. Si une pièce n'est pas là, nous la commandons et nous vous écrivons dès qu'elle est dans la maison.",
    es: 'El taller mira la bicicleta el día en que llega. Si no hay una pieza, la pedimos y le escribimos cuando está en la casa, sin coste para el cliente.',
    it: "L'officina guarda la bici il giorno in cui arriva. Se manca un pezzo, lo ordiniamo e scriviamo al cliente quando è nella casa, senza spese per chi aspetta.",
    nl: 'De werkplaats kijkt naar de fiets op de dag dat die binnenkomt. Als er een onderdeel niet is, bestellen wij het en schrijven wij u als het er is.',
    pt: 'A oficina olha para a bicicleta no dia em que chega. Se não há uma peça, pedimos e escrevemos ao cliente quando ela já está na casa, sem custo para ele.',
    sv: 'Verkstaden ser på cykeln den dag som den kommer in. Om en del inte finns beställer vi den och skriver till dig när den är här, och det är utan kostnad för dig.',
    pl: 'Warsztat ogląda rower w dniu, w którym do nas trafia. Jeśli nie ma jakiejś części, to ją zamawiamy i piszemy do klienta, że już jest na miejscu, co trwa do tygodnia.',
    el: 'Το συνεργείο κοιτάζει το ποδήλατο την ημέρα που φτάνει και γράφει στον πελάτη.',
    ja: '自転車が届いた日に工場で調べます。部品が足りないときは注文して、届いたらお客様にお知らせします。',
    zh: '自行车送到当天，车间就会检查。如果缺少零件，我们会订购，到货以后马上写信通知客户来取车。',
  };

  it.each(Object.entries(texts))('is told: %s', (language, text) => {
    expect(detectLanguage(text)).toBe(language);
  });

  it('is not told of few words, tables or other languages', () => {
    expect(detectLanguage('Refund limits')).toBeUndefined();
    expect(detectLanguage('Standard 39 29 30 '.repeat(50))).toBeUndefined();
    // Finnish, of which it knows no words.
    expect(
      detectLanguage(
        'Korjaamo katsoo pyörän sinä päivänä, jona se saapuu. Jos jokin osa puuttuu, tilaamme sen ja kirjoitamme asiakkaalle heti, kun osa on täällä ja työ voi alkaa uudelleen.',
      ),
    ).toBeUndefined();
    expect(detectLanguage(`${texts.en} ${texts.de}`)).toBeUndefined();
  });
});
