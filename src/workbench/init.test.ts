/** What `init` says of a file of cases beside the config it writes. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { init } from './init.ts';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'fulcrum-init-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

let made = 0;
/** A task made from these rows, in a folder beside them or in their own. */
async function initOf(csv: string, where: 'beside' | 'same' = 'beside') {
  const home = path.join(scratch, String(++made));
  await mkdir(home);
  await writeFile(path.join(home, 'cases.csv'), csv);
  return init({
    cases: path.join(home, 'cases.csv'),
    folder: where === 'same' ? home : path.join(home, 'task'),
  });
}

test.each([
  [
    'a column of ids that is not one of the usual names',
    'ticket_id,text,label\n7,one,a\n8,two,b\n',
    'ticket_id',
  ],
  ['the same in camel case', 'text,label,ticketId\none,a,7\ntwo,b,8\n', 'ticketId'],
  ['values that repeat', 'agent_id,text,label\n7,one,a\n7,two,b\n', undefined],
  ['ids under their usual name', 'id,ticket_id,text,label\n1,7,one,a\n2,8,two,b\n', undefined],
  ['a name that says something else', 'paid,text,label\n7,one,a\n8,two,b\n', undefined],
])('suggests an id column: %s', async (_, csv, column) => {
  expect((await initOf(csv)).idColumn).toBe(column);
});

test('says that the cases were copied, or that they lie in the folder already', async () => {
  const rows = 'text,label\none,a\ntwo,b\n';
  const { copy, file } = await initOf(rows);
  expect(copy).toBe(path.join(path.dirname(file), 'cases.csv'));
  expect((await initOf(rows, 'same')).copy).toBeUndefined();
});
