import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { appendLooks, readSealedSetLog, sealedSetLogFile } from './sealed-set-log.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fulcrum-log-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const look = (batch: string, stacks: readonly string[], more = {}) =>
  appendLooks(folder, {
    sealedHash: 'sealed-1',
    batch,
    at: new Date('2026-11-21T10:00:00Z'),
    stacks: stacks.map((stackHash) => ({ stackHash, rung: `rung ${stackHash}` })),
    ...more,
  });

it('logs each stack once, the first batch as confirmatory, later ones as exploratory', async () => {
  expect(await look('one', ['a', 'b'])).toHaveLength(2);
  expect(await look('two', ['b', 'c'])).toEqual([
    {
      sealedHash: 'sealed-1',
      stackHash: 'c',
      rung: 'rung c',
      batch: 'two',
      kind: 'exploratory',
      at: '2026-11-21T10:00:00.000Z',
    },
  ]);
  expect(await look('three', ['a', 'b', 'c'])).toEqual([]);
  expect((await readSealedSetLog(folder)).map(({ kind }) => kind)).toEqual([
    'confirmatory',
    'confirmatory',
    'exploratory',
  ]);
});

it('takes the first batch up again as what it was', async () => {
  await look('one', ['a']);
  expect(await look('one', ['a', 'b'])).toMatchObject([{ stackHash: 'b', kind: 'confirmatory' }]);
});

it('starts anew with another sealed set, and marks benchmarks', async () => {
  await look('one', ['a']);
  expect(await look('two', ['a'], { sealedHash: 'sealed-2' })).toMatchObject([{ kind: 'confirmatory' }]);
  expect(await look('three', ['b'], { sealedHash: 'public', benchmark: true })).toMatchObject([
    { kind: 'benchmark' },
  ]);
});

it('only ever appends', async () => {
  await look('one', ['a']);
  const before = await readFile(join(folder, sealedSetLogFile), 'utf8');
  await look('two', ['b']);
  expect((await readFile(join(folder, sealedSetLogFile), 'utf8')).startsWith(before)).toBe(true);
});

it('is empty without a file', async () => {
  expect(await readSealedSetLog(folder)).toEqual([]);
});

it.each([
  ['a torn line', '{"sealedHash":"seal', 'not valid JSON'],
  [
    'a missing field',
    '{"sealedHash":"s","stackHash":"x","rung":"r","kind":"exploratory","at":"2026-01-01"}',
    'no batch',
  ],
  [
    'an unknown kind',
    '{"sealedHash":"s","stackHash":"x","rung":"r","batch":"b","kind":"sure","at":"2026-01-01"}',
    'unknown kind',
  ],
  [
    'a pair logged twice',
    '{"sealedHash":"sealed-1","stackHash":"a","rung":"r","batch":"b","kind":"exploratory","at":"2026-01-01"}',
    'before',
  ],
  [
    'a second first batch',
    '{"sealedHash":"sealed-1","stackHash":"z","rung":"r","batch":"b","kind":"confirmatory","at":"2026-01-01"}',
    'cannot be confirmatory',
  ],
])('refuses %s and names the line', async (_what, line, problem) => {
  await look('one', ['a']);
  await appendFile(join(folder, sealedSetLogFile), `${line}\n`);
  const error = await readSealedSetLog(folder).catch((caught: Error) => caught);
  expect(error).toMatchObject({ code: 'SEALED_LOG_INVALID', details: { line: 2 } });
  expect((error as Error).message).toContain(problem);
  await expect(look('two', ['c'])).rejects.toThrow();
  await writeFile(join(folder, sealedSetLogFile), '');
  expect(await look('two', ['c'])).toHaveLength(1);
});
