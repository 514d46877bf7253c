import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CaseSetStore, StoredCase } from '../domain/ports/case-set-store.ts';
import { type ImportResult, importCases } from './import-cases.ts';
import { type ImportRequest, planImport } from './plan-import.ts';
import * as preparing from './prepare-import.ts';
import { archiveSealedSet } from './seal/archive-sealed-set.ts';
import { readSealedSet } from './seal/sealed-set.ts';
import { memoryCaseSetStore } from './testing/memory-case-set-store.ts';

let folder: string;
let store: CaseSetStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fulcrum-import-'));
  store = memoryCaseSetStore();
  await writeFile(join(folder, 'cases.csv'), csv(100));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const row = (at: number) => `text ${at},${['red', 'green', 'blue'][at % 3]}\n`;
const csv = (count: number, from = 0) =>
  `text,label\n${Array.from({ length: count }, (_, at) => row(from + at)).join('')}`;

async function run(request: Partial<ImportRequest> = {}): Promise<ImportResult> {
  return importCases(await planImport({ sources: [{ path: 'cases.csv' }], folder, ...request }), store);
}

async function sealedIds(hash: string): Promise<string[]> {
  const ids = [];
  for await (const one of store.stream(hash, { split: 'sealed' })) ids.push(one.id);
  return ids.sort();
}

it('infers labels, splits, seals and reports', async () => {
  const result = await run();
  expect(result).toMatchObject({
    sources: ['cases.csv'],
    counts: { train: 45, dev: 15, sealed: 40 },
    labelCounts: { blue: 33, green: 33, red: 34 },
    reused: false,
    inferred: { contract: { kind: 'label', labels: ['blue', 'green', 'red'] } },
  });
  const sealed = await readSealedSet(folder);
  expect(sealed?.hash).toBe(result.sealedHash);
  expect([...(sealed?.cases.keys() ?? [])].sort()).toEqual(await sealedIds(result.hash));
});

it('costs a re-run nothing but hashing, from the first one on', async () => {
  const first = await run();
  const reading = vi.spyOn(preparing, 'prepareImport');
  const second = await run();
  expect(second).toMatchObject({ hash: first.hash, reused: true, counts: first.counts });
  expect(reading).not.toHaveBeenCalled();
});

it('writes a lost sealed set anew, the same', async () => {
  await run();
  const written = await readFile(join(folder, 'sealed-set.json'), 'utf8');
  await rm(join(folder, 'sealed-set.json'));
  expect((await run()).reused).toBe(true);
  expect(await readFile(join(folder, 'sealed-set.json'), 'utf8')).toBe(written);
});

it('gives another hash to other bytes, contracts and splits', async () => {
  const hashes = new Set<string>();
  const plan = async (request: Partial<ImportRequest>) =>
    hashes.add((await planImport({ sources: [{ path: 'cases.csv' }], folder, ...request })).hash);
  await plan({});
  await plan({ contract: { kind: 'text' } });
  await plan({ split: { dev: 10, sealed: 10, seed: 1 } });
  await plan({ mapping: { input: 'text' } });
  await appendFile(join(folder, 'cases.csv'), row(100));
  await plan({});
  expect(hashes.size).toBe(5);
});

it('keeps the sealed cases when rows are added and moved', async () => {
  const first = await run();
  const rows = csv(120).trim().split('\n').slice(1).reverse();
  await writeFile(join(folder, 'cases.csv'), `text,label\n${rows.join('\n')}\n`);
  const second = await run();
  expect(second.reused).toBe(false);
  expect(second.counts).toEqual({ train: 62, dev: 18, sealed: 40 });
  expect(second.sealedHash).toBe(first.sealedHash);
  expect(await sealedIds(second.hash)).toEqual(await sealedIds(first.hash));
});

it('notices a sealed case that was changed or removed, and imports nothing then', async () => {
  await writeFile(
    join(folder, 'cases.csv'),
    `id,${csv(100)
      .trim()
      .split('\n')
      .map((line, at) => (at === 0 ? line : `c${at},${line}`))
      .join('\n')}\n`,
  );
  const first = await run();
  const [id] = await sealedIds(first.hash);
  const original = await readFile(join(folder, 'cases.csv'), 'utf8');
  const line = new RegExp(`^${id},.*\n`, 'm');
  for (const [edited, what] of [
    [original.replace(line, `${id},another text,red\n`), 'changed'],
    [original.replace(line, ''), 'removed'],
  ] as const) {
    await writeFile(join(folder, 'cases.csv'), edited);
    const importing = vi.spyOn(store, 'import');
    await expect(run()).rejects.toMatchObject({
      code: 'SEALED_CHANGED',
      details: { id, what, count: 1, total: 40 },
    });
    const hash = importing.mock.calls.at(-1)?.[0] as string;
    expect(await store.find(hash)).toBeUndefined();
  }
  await writeFile(join(folder, 'cases.csv'), original);
  expect((await run()).reused).toBe(true);
});

it('seals the own test file as it is, and refuses it changed', async () => {
  await writeFile(join(folder, 'test.csv'), csv(30, 1000));
  const sources = [{ path: 'cases.csv' }, { path: 'test.csv', split: 'sealed' as const }];
  const result = await run({ sources });
  expect(result.counts).toEqual({ train: 85, dev: 15, sealed: 30 });
  await appendFile(join(folder, 'test.csv'), row(2000));
  await expect(run({ sources })).rejects.toMatchObject({
    code: 'SEALED_CHANGED',
    details: { what: 'added' },
  });
});

it('draws another sealed set of fresh cases after archiving', async () => {
  const first = await run();
  const before = await sealedIds(first.hash);
  const archived = await archiveSealedSet(folder);
  expect(await readdir(folder)).toContain(`sealed-set.${archived?.hash.slice(0, 8)}.json`);
  const second = await run();
  const after = await sealedIds(second.hash);
  expect(after).toHaveLength(40);
  expect(after.filter((id) => before.includes(id))).toEqual([]);
  expect((await readSealedSet(folder))?.generation).toBe(1);
  await archiveSealedSet(folder);
  const third = await sealedIds((await run()).hash);
  expect(third.filter((id) => before.includes(id) || after.includes(id))).toHaveLength(20);
});

it('refuses an edited sealed set', async () => {
  await run();
  const path = join(folder, 'sealed-set.json');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/\["[0-9a-f]{16}"/, '["0000000000000000"'));
  await expect(run()).rejects.toMatchObject({ code: 'SEALED_SET_INVALID' });
});

it('names the line that used an id first, over several files', async () => {
  await writeFile(join(folder, 'a.csv'), 'id,text,label\n1,a,x\n2,b,y\n');
  await writeFile(join(folder, 'b.csv'), 'id,text,label\n3,c,x\n2,d,y\n');
  await expect(run({ sources: [{ path: 'a.csv' }, { path: 'b.csv' }] })).rejects.toMatchObject({
    code: 'CASES_DUPLICATE_ID',
    message: 'b.csv:3: id "2" was already used in line 3 of a.csv',
  });
});

it.each([
  ['a missing answer', 'text,label\na,x\nb,\n', {}, 'CASES_MISSING_EXPECTED'],
  [
    'an unknown label',
    'text,label\na,x\nb,z\n',
    { contract: { kind: 'label' as const, labels: ['x', 'y'] } },
    'CASES_UNKNOWN_LABEL',
  ],
  ['a header only', 'text,label\n', {}, 'CASES_EMPTY'],
])('imports nothing and seals nothing with %s', async (_what, content, request, code) => {
  await writeFile(join(folder, 'cases.csv'), content);
  await expect(run(request)).rejects.toMatchObject({ code });
  expect(await readdir(folder)).toEqual(['cases.csv']);
});

it('notices a file that changes under its hands', async () => {
  const plan = await planImport({ sources: [{ path: 'cases.csv' }], folder });
  await appendFile(join(folder, 'cases.csv'), row(100));
  await expect(importCases(plan, store)).rejects.toMatchObject({ code: 'CASES_FILE_CHANGED' });
});

it('hashes the files that a promptfoo config refers to', async () => {
  await writeFile(join(folder, 'promptfooconfig.yaml'), 'tests: file://more.csv\n');
  await writeFile(join(folder, 'more.csv'), 'q,__expected\na,b\nc,d\n');
  const sources = [{ path: 'promptfooconfig.yaml' }];
  const first = await run({ sources, split: { dev: 0, sealed: 0, seed: 1 } });
  expect(first.counts.train).toBe(2);
  await appendFile(join(folder, 'more.csv'), 'e,f\n');
  expect((await run({ sources, split: { dev: 0, sealed: 0, seed: 1 } })).counts.train).toBe(3);
});

it('numbers cases, hashes inputs and tells progress', async () => {
  await writeFile(join(folder, 'cases.csv'), csv(20_000));
  const progress = vi.fn();
  const { hash } = await run({ onProgress: progress, split: { dev: 0.1, sealed: 0.1, seed: 1 } });
  const cases: StoredCase[] = [];
  for await (const one of store.stream(hash, { split: 'train', limit: 2 })) cases.push(one);
  expect(cases[0]?.ordinal).toBeLessThan(cases[1]?.ordinal as number);
  expect(cases[0]?.inputHash).toMatch(/^[0-9a-f]{64}$/);
  expect(progress).toHaveBeenCalledWith({ phase: 'reading', done: 20_000 });
  expect(progress).toHaveBeenCalledWith({ phase: 'storing', done: 20_000 });
});
