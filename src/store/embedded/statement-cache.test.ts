import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestStateFolder, testStateFolder } from '../testing/test-state-folder.ts';
import { embeddedClient } from './embedded-client.ts';

let folder: TestStateFolder;
let pool: pg.Pool;

beforeAll(async () => {
  folder = await testStateFolder();
  pool = new pg.Pool({ Client: embeddedClient(folder.path), max: 3 });
  await pool.query('create table numbers (n integer primary key, name text)');
}, 60_000);

afterAll(async () => {
  await pool.end();
  await folder[Symbol.asyncDispose]();
}, 60_000);

const kept = async (text: string) => {
  const { rows } = await pool.query<{ statement: string }>('select statement from pg_prepared_statements');
  return rows.filter(({ statement }) => statement === text).length;
};

test('a statement is parsed once, whichever connection sends it, and each run has its own values', async () => {
  const text = 'select $1::integer + 1 as next, $2::text as word';
  const results = await Promise.all(
    Array.from({ length: 30 }, (_, n) => pool.query(text, [n, n % 2 === 0 ? null : `wörd ${n}`])),
  );
  expect(results.map(({ rows }) => rows[0])).toEqual(
    Array.from({ length: 30 }, (_, n) => ({ next: n + 1, word: n % 2 === 0 ? null : `wörd ${n}` })),
  );
  expect(await kept(text)).toBe(1);
});

test('one that fails, at parsing or running, fails alone and works when it can', async () => {
  const misspelt = 'select $1::integer from nmbers';
  for (let i = 0; i < 2; i++)
    await expect(pool.query(misspelt, [1])).rejects.toMatchObject({ code: '42P01' });
  const insert = 'insert into numbers (n) values ($1)';
  await pool.query(insert, [1]);
  for (let i = 0; i < 2; i++) await expect(pool.query(insert, [1])).rejects.toMatchObject({ code: '23505' });
  await pool.query(insert, [2]);
  expect((await pool.query('select n from numbers order by n')).rows).toEqual([{ n: 1 }, { n: 2 }]);
  expect(await kept(insert)).toBe(1);
});

test('a transaction that is rolled back leaves its statements usable', async () => {
  const text = 'select name from numbers where n = $1';
  const client = await pool.connect();
  await client.query('begin');
  await client.query(text, [1]);
  await expect(client.query('select 1 / $1::integer', [0])).rejects.toMatchObject({ code: '22012' });
  await expect(client.query(text, [1])).rejects.toMatchObject({ code: '25P02' });
  await client.query('rollback');
  expect((await client.query(text, [1])).rows).toEqual([{ name: null }]);
  client.release();
});

test('a statement sees the columns of a table that has changed', async () => {
  const text = 'select * from numbers where n = $1';
  expect((await pool.query(text, [2])).rows).toEqual([{ n: 2, name: null }]);
  await pool.query('alter table numbers add column extra text');
  expect((await pool.query(text, [2])).rows).toEqual([{ n: 2, name: null, extra: null }]);
});

test('a plan made for an empty table is given up when the table has grown', async () => {
  await pool.query('create table grown (id integer primary key, filler text)');
  const join =
    'select count(g.id) from json_to_recordset($1::json) as r (id integer) join grown g using (id)';
  await pool.query(join, ['[{"id":1}]']);
  const { rows } = await pool.query('select name from pg_prepared_statements where statement = $1', [join]);
  const plan = async () => {
    const explained = await pool.query(`explain execute "${rows[0].name}" ('[{"id":1}]')`);
    return explained.rows.map((row) => row['QUERY PLAN']).join('\n');
  };
  expect(await plan()).toContain('Seq Scan on grown');
  await pool.query(`insert into grown select n, repeat('x', 200) from generate_series(1, 50000) n`);
  expect(await plan()).toContain('Seq Scan on grown');
  for (let i = 0; i < 300; i++) await pool.query('select $1::integer', [i]);
  expect(await plan()).toContain('grown_pkey');
}, 30_000);
