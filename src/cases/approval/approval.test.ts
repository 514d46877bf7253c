import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CaseSetStore } from '../../domain/ports/case-set-store.ts';
import { memorySource } from '../case-source.ts';
import { type ImportResult, importCases } from '../import-cases.ts';
import { loadCases } from '../load-cases.ts';
import { planImport } from '../plan-import.ts';
import { memoryCaseSetStore } from '../testing/memory-case-set-store.ts';

const drafted = { status: 'drafted', model: 'local/tiny', draftedAt: '2026-11-21T10:00:00.000Z' };
const approved = { ...drafted, status: 'approved', by: 'ann', decidedAt: '2026-11-21T11:00:00.000Z' };
const rejected = { ...approved, status: 'rejected' };
const line = (input: string, approval?: object) =>
  `${JSON.stringify({ id: input, input, expected: `answer ${input}`, ...(approval && { approval }) })}\n`;

let folder: string;
let store: CaseSetStore;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-approval-'));
  store = memoryCaseSetStore();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const plan = async (...lines: string[]) => {
  await writeFile(path.join(folder, 'cases.jsonl'), lines.join(''));
  return planImport({
    folder,
    sources: [{ path: 'cases.jsonl' }],
    split: { dev: 1, sealed: 1, seed: 1 },
  });
};
const imported = async (...lines: string[]): Promise<ImportResult> =>
  importCases(await plan(...lines), store);
const idsOf = async ({ hash }: ImportResult) => {
  const ids: string[] = [];
  for (const split of ['train', 'dev', 'sealed'] as const)
    for await (const { id } of store.stream(hash, { split })) ids.push(id);
  return ids.sort();
};

const own = ['a', 'b', 'c'].map((id) => line(id));

describe('a draft', () => {
  it('counts in no split and no seal before a person has approved it', async () => {
    const result = await imported(...own, line('d', drafted), line('e', rejected), line('f', approved));
    expect(await idsOf(result)).toEqual(['a', 'b', 'c', 'f']);
    expect(result.counts).toEqual({ train: 2, dev: 1, sealed: 1 });
    expect(result.waiting).toEqual([{ file: 'cases.jsonl', drafts: 1 }]);
    expect(await readFile(path.join(folder, 'sealed-set.json'), 'utf8')).not.toMatch(/"[de]"/);
  });

  it('is no case of a file that is only loaded', async () => {
    const source = memorySource('cases.jsonl', [line('d', drafted), line('f', approved)].join(''));
    const cases = [];
    for await (const one of loadCases(source)) cases.push(one);
    expect(cases).toMatchObject([{ id: 'f', expected: { kind: 'text', text: 'answer f' } }]);
    expect(cases[0]).not.toHaveProperty('approval');
  });

  it('changes the hash of the case set by its approval, and by nothing before or beside it', async () => {
    const hashOf = async (...lines: string[]) => (await plan(...lines)).hash;
    const one = await hashOf(...own, line('f', approved));
    for (const same of [
      [...own, line('f', approved), line('d', drafted)],
      [line('d', drafted), ...own, line('f', approved)],
      [...own, line('f', { ...approved, by: 'ben' }), line('d', rejected)],
    ])
      expect(await hashOf(...same)).toBe(one);
    for (const other of [
      [...own, line('f', drafted)],
      [...own, line('f', approved), line('d', approved)],
      [...own, line('g', approved)],
    ])
      expect(await hashOf(...other)).not.toBe(one);
  });

  it('is imported anew when it is approved, and found again after another was drafted', async () => {
    const before = await imported(...own, line('d', drafted));
    expect(before).toMatchObject({ reused: false });
    expect(await imported(...own, line('d', drafted), line('e', drafted))).toMatchObject({
      reused: true,
      waiting: [{ drafts: 2 }],
    });
    const after = await imported(...own, line('d', approved), line('e', drafted));
    expect(after).toMatchObject({ reused: false, counts: { train: 2, dev: 1, sealed: 1 } });
  });

  it('leaves no cases where nobody has approved one, and says how many wait', async () => {
    const given = await plan(line('d', drafted), line('e', drafted), line('f', rejected));
    await expect(importCases(given, store)).rejects.toMatchObject({
      code: 'CASES_NOT_APPROVED',
      details: { file: 'cases.jsonl', waiting: 2 },
    });
  });

  it('is read by its own names beside records that are called otherwise', async () => {
    await writeFile(
      path.join(folder, 'mixed.jsonl'),
      `${line('f', approved)}{"ticket":"a","queue":"x"}\n{"ticket":"b","queue":"y"}\n`,
    );
    const result = await importCases(
      await planImport({
        folder,
        sources: [{ path: 'mixed.jsonl' }],
        mapping: { input: 'ticket', expected: 'queue' },
        split: { dev: 1, sealed: 1, seed: 1 },
      }),
      store,
    );
    const inputs = [];
    for (const split of ['train', 'dev', 'sealed'] as const)
      for await (const { input } of store.stream(result.hash, { split })) inputs.push(input);
    expect(inputs.sort()).toEqual(['a', 'b', 'f']);
  });
});

describe('a field called approval', () => {
  it.each([
    ['of an unknown status', { ...drafted, status: 'aproved' }, /approval\.status: /],
    ['of nobody', { ...approved, by: ' ' }, /approval\.by: /],
    ['with something more', { ...approved, why: 'x' }, /approval: .*why/],
    ['without its model', { status: 'drafted' }, /approval\.model: /],
  ])('%s is refused with its line', async (_, approval, problem) => {
    await expect(plan(...own, line('d', approval))).rejects.toMatchObject({
      code: 'CASES_MALFORMED',
      details: { file: 'cases.jsonl', line: 4, problem: expect.stringMatching(problem) },
    });
  });

  it.each([
    ['approval', '"{""status"": ""drafted"", ""model"": ""m""}"'],
    ['approval', `"{'status': 'approved', 'by': 'ann'}"`],
    ['approval.status', 'drafted'],
  ])('that a spreadsheet made a column %s of is refused: %s', async (column, cell) => {
    await writeFile(path.join(folder, 'cases.csv'), `input,expected,${column}\na,b,\na,b,${cell}\n`);
    const given = await planImport({ folder, sources: [{ path: 'cases.csv' }] });
    await expect(importCases(given, store)).rejects.toMatchObject({
      code: 'CASES_MALFORMED',
      details: { line: 3, problem: expect.stringContaining('keep drafts in JSONL') },
    });
  });

  it('is a column like any other in a spreadsheet of other things', async () => {
    await writeFile(path.join(folder, 'loans.csv'), 'input,expected,approval\na,b,rejected\nc,b,drafted\n');
    const given = await planImport({ folder, sources: [{ path: 'loans.csv' }] });
    const { train, dev, sealed } = (await importCases(given, store)).counts;
    expect(train + dev + sealed).toBe(2);
  });

  it('counts where an editor set the status and who read it', async () => {
    const { decidedAt: _, ...byHand } = approved;
    expect(await idsOf(await imported(...own, line('d', byHand)))).toContain('d');
  });

  // The hashes are those that the code before drafts gave for these bytes.
  it.each([
    ['text,label\nfirst,red\nsecond,blue\n', 'cases.csv', '6e3092661f20ad3e'],
    [
      '{"input":"a loan","expected":"yes","approval":"granted"}\n{"input":"b loan","expected":"no","approval":{"granted":true}}\n',
      'own.jsonl',
      'cd4e19bffbbdc842',
    ],
  ])('that is none of ours changes no hash there was: %j', async (text, name, hash) => {
    await writeFile(path.join(folder, name), text);
    const planned = await planImport({ folder, sources: [{ path: name }] });
    expect(planned.hash.slice(0, 16)).toBe(hash);
  });
});
