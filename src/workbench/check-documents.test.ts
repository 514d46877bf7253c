/** What check says of documents and of cases that name them, in a folder where each thing is wrong once. */
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestStateFolder, testStateFolder } from '../store/testing/test-state-folder.ts';
import { check } from './check.ts';
import { initDocuments } from './init-documents.ts';
import { interruptible } from './interruption.ts';
import { openWorkbench } from './open-workbench.ts';

let folder: string;
let state: TestStateFolder;
const questions = [
  { id: 'fine', input: 'Deposit?', expected: '40', goldDocuments: ['rules.md'], principal: 'anna' },
  { id: 'nameless', input: 'And for trikes?', expected: '60' },
  { id: 'misspelt', input: 'Fee?', expected: '1', goldDocuments: ['rule.md'], principal: 'anna' },
  { id: 'broken', input: 'Limit?', expected: '2', goldDocuments: ['broken.pdf'], principal: 'anna' },
  { id: 'closed', input: 'Margin?', expected: '3', goldDocuments: ['leads/a.md'], principal: 'anna' },
  { id: 'wide', input: 'Compare the deposit across all products', expected: '4', principal: 'carla' },
];
const files = {
  'docs/_acl.yaml': 'default: [everyone]\nleads/: [leads]\nsafty/: [leads]\nmembers: { leads: [carla] }\n',
  'docs/rules.md': '# Rules\n\nThe deposit is 40 euro.\n',
  'docs/leads/a.md': '# Margins\n\nThree.\n',
  'docs/broken.pdf': 'no PDF',
  'task/questions.jsonl': questions.map((one) => JSON.stringify(one)).join('\n'),
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-check-'));
  state = await testStateFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  await symlink(state.path, path.join(folder, 'task/.fulcrum'));
});
afterAll(async () => {
  await state[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const open = (where: string) =>
  openWorkbench({
    where: path.join(folder, 'task', where),
    interruption: interruptible(),
    onProgress: () => {},
    now: () => new Date(),
  });

test('names every file and case that is wrong', async () => {
  const config = {
    cases: 'questions.jsonl',
    contract: { kind: 'text' },
    knowledge: { documents: '../docs' },
  };
  await writeFile(path.join(folder, 'task/own.json'), JSON.stringify(config));
  await using workbench = await open('own.json');
  const { findings } = await check(workbench);
  const of = (code: string) => findings.find((f) => f.code === code);
  expect(of('DOCUMENTS')?.message).toBe('2 documents, 1 of them for everyone');
  expect(of('DOCUMENTS_FAILED')?.examples).toEqual([expect.stringMatching(/^broken\.pdf /)]);
  expect(of('ACCESS_RULE_UNUSED')?.message).toContain('safty/');
  expect(of('GOLD_DOCUMENT_MISSING')).toMatchObject({ level: 'error', count: 2 });
  expect(of('GOLD_DOCUMENT_MISSING')?.examples.toSorted()).toEqual([
    expect.stringMatching(/^broken: broken\.pdf ./),
    'misspelt: rule.md',
  ]);
  expect(of('GOLD_DOCUMENT_CLOSED')?.examples).toEqual(['closed: anna may not read leads/a.md']);
  expect(of('CASES_WITHOUT_PRINCIPAL')?.examples).toEqual(['nameless']);
  expect(of('CASES_NEED_SYNTHESIS')).toMatchObject({
    message: expect.stringMatching(/^1 of 6 questions \(16\.7 %\) /),
    advice: expect.stringContaining('`summarise-then-combine`'),
    examples: ['wide'],
  });
  const levers = ['retrieval', { lever: 'summarise-then-combine', documents: 4 }];
  await writeFile(path.join(folder, 'task/combining.json'), JSON.stringify({ ...config, levers }));
  await using combining = await open('combining.json');
  const codes = (await check(combining)).findings.map(({ code }) => code);
  expect(codes).toContain('GOLD_DOCUMENT_MISSING');
  expect(codes).not.toContain('CASES_NEED_SYNTHESIS');
});

test('init on a folder of documents writes a config without cases', async () => {
  const { file, files: found } = await initDocuments({
    documents: path.join(folder, 'docs'),
    folder: path.join(folder, 'task'),
  });
  expect(found).toBe(3);
  const text = await readFile(file, 'utf8');
  expect(text).toContain("  // cases: 'questions.jsonl'");
  expect(text).toContain("  knowledge: { documents: '../docs' },\n");
  const inside = { documents: path.join(folder, 'docs'), folder: path.join(folder, 'docs/task') };
  await expect(initDocuments(inside)).rejects.toMatchObject({ code: 'DOCUMENTS_NEED_FOLDER' });
});

test('without cases it says which file names none and how they are added, and what is wrong with the documents', async () => {
  await writeFile(
    path.join(folder, 'task/bare.json'),
    JSON.stringify({ knowledge: { documents: '../docs' } }),
  );
  await using workbench = await open('bare.json');
  const { findings, cases } = await check(workbench);
  expect(cases).toEqual({ train: 0, dev: 0, sealed: 0 });
  expect(findings[0]).toMatchObject({
    level: 'error',
    code: 'CASES_NOT_NAMED',
    message: 'bare.json names no cases',
    advice: expect.stringContaining("cases: 'questions.jsonl'"),
  });
  expect(findings.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['DOCUMENTS', 'DOCUMENTS_FAILED', 'ACCESS_RULE_UNUSED']),
  );
});
