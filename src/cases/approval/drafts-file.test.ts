import { lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { appendRecords, readStoredDrafts, replaceRecord } from './drafts-file.ts';

const approval = { status: 'drafted', model: 'm', draftedAt: '2026-11-21T10:00:00.000Z' };
const draft = (input: string) => ({ id: input, input, expected: 'x', approval, passage: { any: 1 } });
const text = (input: string) => JSON.stringify(draft(input));

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-drafts-'));
  file = path.join(folder, 'drafts.jsonl');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('adds to a file, whether it is there and ends in a line break or not', async () => {
  await appendRecords(file, [draft('a')]);
  expect(await readFile(file, 'utf8')).toBe(`${text('a')}\n`);
  await writeFile(file, '{"input":"own"}');
  await appendRecords(file, [draft('a'), draft('b')]);
  expect(await readFile(file, 'utf8')).toBe(`{"input":"own"}\n${text('a')}\n${text('b')}\n`);
  expect(await readdir(folder)).toEqual(['drafts.jsonl']);
});

it('reads the drafts alone, with what is no part of a case', async () => {
  await writeFile(file, `{"ticket":"own, by other names"}\n${text('a')}\n\n`);
  expect(await readStoredDrafts(file)).toMatchObject([
    {
      line: 2,
      input: 'a',
      expected: { value: 'x' },
      approval,
      record: { passage: { any: 1 } },
      text: text('a'),
    },
  ]);
});

it('replaces one line and leaves the others byte for byte, those that were added meanwhile too', async () => {
  await writeFile(file, `\uFEFF${text('a')}\r\n{ "input" : "own" }\r\n${text('b')}\r\n`);
  const [first, second] = await readStoredDrafts(file);
  await appendRecords(file, [draft('c')]);
  expect(await replaceRecord(file, second?.text ?? '', { id: 'b', changed: true })).toBe(true);
  const whole = `\uFEFF${text('a')}\r\n{ "input" : "own" }\r\n{"id":"b","changed":true}\n${text('c')}\n`;
  expect(await readFile(file, 'utf8')).toBe(whole);
  expect(await replaceRecord(file, second?.text ?? '', {})).toBe(false);
  expect(await readFile(file, 'utf8')).toBe(whole);
  expect(await replaceRecord(file, first?.text ?? '', {})).toBe(true);
});

it('follows a link instead of replacing it', async () => {
  const link = path.join(folder, 'link.jsonl');
  await writeFile(file, '');
  await symlink(file, link);
  await appendRecords(link, [draft('a')]);
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect(await readFile(file, 'utf8')).toBe(`${text('a')}\n`);
});

it('names the file that is missing, the line that is broken, and the folder that takes nothing', async () => {
  await expect(readStoredDrafts(file)).rejects.toMatchObject({ code: 'CASES_FILE_MISSING' });
  await writeFile(file, `${text('a')}\n{"id":`);
  await expect(readStoredDrafts(file)).rejects.toMatchObject({
    code: 'CASES_MALFORMED',
    details: { line: 2 },
  });
  const nowhere = path.join(folder, 'no', 'drafts.jsonl');
  await expect(appendRecords(nowhere, [draft('a')])).rejects.toMatchObject({ code: 'FOLDER_UNWRITABLE' });
});
