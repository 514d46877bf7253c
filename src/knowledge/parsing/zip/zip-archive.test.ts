import { createCipheriv } from 'node:crypto';
import { expect, it } from 'vitest';
import { defaultParsingLimits } from '../parsing-limits.ts';
import { archiveOf } from '../testing/sample-files.ts';
import { unpackDocuments } from './unpack-documents.ts';
import { ZipArchive } from './zip-archive.ts';

const limits = { ...defaultParsingLimits, bytesIn: 5 * 2 ** 20, zipBytes: 8 * 2 ** 20, zipEntries: 20 };
const shown = (bytes: Uint8Array) =>
  [...unpackDocuments('a.zip', bytes, limits)].map((part) =>
    'problem' in part
      ? [part.name, part.problem]
      : [part.name, Buffer.from(part.bytes).toString('utf8', 0, 10)],
  );

/** Written by the `zipfile` module of Python 3: `b.txt`, five times `hello `, deflated. */
const pythonZip = Buffer.from(
  '504b03041400000008000000215cbecb8abd0b0000001e00000005000000622e747874cb48cdc9c957c8c0410200504b010214031400000008000000215cbecb8abd0b0000001e000000050000000000000000000000800100000000622e747874504b05060000000001000100330000002e0000000000',
  'hex',
);

it('reads an archive of another tool', () => {
  expect(shown(pythonZip)).toEqual([['a.zip/b.txt', 'hello hell']]);
});

it('takes nothing whose name leads out, twice, or into another archive', () => {
  const inner = archiveOf({ 'x.txt': 'x' });
  expect(
    shown(
      archiveOf({
        'docs/': '',
        'docs/a.txt': 'fine',
        '../../etc/passwd': 'x',
        '/etc/passwd': 'x',
        'C:/boot.ini': 'x',
        'a\\..\\b.txt': 'x',
        'a\u0000.txt': 'x',
        '__MACOSX/._a.txt': 'x',
        'inner.zip': inner,
        'inner.txt': inner,
        'b.docx': inner,
      }),
    ),
  ).toEqual([
    ['a.zip/docs/a.txt', 'fine'],
    ['a.zip/../../etc/passwd', 'has a name that leads out of the archive'],
    ['a.zip//etc/passwd', 'has a name that leads out of the archive'],
    ['a.zip/C:/boot.ini', 'has a name that leads out of the archive'],
    ['a.zip/a\\..\\b.txt', 'has a name that leads out of the archive'],
    ['a.zip/a\ufffd.txt', 'has a name that leads out of the archive'],
    ['a.zip/inner.zip', 'is an archive within an archive, which is not opened'],
    ['a.zip/inner.txt', 'is an archive within an archive, which is not opened'],
    ['a.zip/b.docx', inner.toString('utf8', 0, 10)],
  ]);
});

it('stops bombs: by ratio, by size, by all entries together', () => {
  const random = (bytes: number) =>
    createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(bytes));
  const most = random(3 * 2 ** 20);
  expect(
    shown(
      archiveOf({
        'a.txt': Buffer.alloc(4 * 2 ** 20),
        'b.txt': random(6 * 2 ** 20),
        'c.txt': most,
        'd.txt': most,
        'e.txt': most,
      }),
    ).map(([, outcome]) => outcome?.slice(0, 40)),
  ).toEqual([
    'unpacks to more than 200 times its size',
    'unpacks to more than 5 MB',
    expect.any(String),
    expect.any(String),
    'is past the 8 MB that one archive may un',
  ]);
});

it('believes no size that an archive states', () => {
  const archive = archiveOf({ 'a.txt': Buffer.alloc(4 * 2 ** 20) });
  const central = archive.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'));
  archive.writeUInt32LE(10, central + 24);
  expect(shown(archive)).toEqual([['a.zip/a.txt', 'unpacks to more than 200 times its size']]);
});

it('tells damage from content', () => {
  const archive = archiveOf({ 'a.txt': 'some text' });
  const damaged = Buffer.from(archive);
  damaged.writeUInt8(damaged.readUInt8(40) ^ 0xff, 40);
  expect(shown(damaged)).toEqual([['a.zip/a.txt', 'is a broken zip archive']]);
  for (let length = 0; length < archive.length; length++)
    expect(() => new ZipArchive(archive.subarray(0, length), limits)).toThrow('is a broken zip archive');
});

it('refuses too many entries, encryption, links and zip64', () => {
  const many = Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`${at}.txt`, 'x']));
  expect(() => new ZipArchive(archiveOf(many), limits)).toThrow('more than 20 entries');
  const patched = (offset: number, value: number) => {
    const archive = archiveOf({ 'a.txt': 'x' });
    archive.writeUInt16LE(value, archive.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1')) + offset);
    return archive;
  };
  expect(shown(patched(8, 1))).toEqual([['a.zip/a.txt', 'is encrypted']]);
  expect(shown(patched(40, 0o120777))).toEqual([['a.zip/a.txt', 'is a link, which is not followed']]);
  expect(shown(patched(10, 99))).toEqual([['a.zip/a.txt', 'is packed by method 99, which is not supported']]);
  const zip64 = archiveOf({ 'a.txt': 'x' });
  zip64.writeUInt16LE(0xffff, zip64.length - 12);
  expect(() => new ZipArchive(zip64, limits)).toThrow('zip64');
});
