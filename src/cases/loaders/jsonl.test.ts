import { expect, it } from 'vitest';
import type { FulcrumError } from '../../domain/errors.ts';
import { type CaseMapping, parseMapping } from '../case-mapping.ts';
import { memorySource } from '../case-source.ts';
import { LoadReportCollector } from '../load-report.ts';
import { jsonlLoader } from './jsonl.ts';

async function load(records: readonly unknown[], mapping: CaseMapping = {}) {
  const report = new LoadReportCollector();
  const source = memorySource('a.jsonl', records.map((record) => JSON.stringify(record)).join('\n'));
  const drafts = [];
  for await (const draft of jsonlLoader.load(source, mapping, report)) drafts.push(draft);
  return { drafts, report: report.report() };
}

it('follows --map, dotted paths and several columns', async () => {
  const { drafts, report } = await load(
    [{ user: { text: 'Hi' }, slots: [1], intent: 'greet', 'a.b': 'tag1', rest: 0 }],
    parseMapping('input=user.text,expected=intent,expected=slots,tags=a.b'),
  );
  expect(drafts).toEqual([
    { line: 1, input: 'Hi', expected: { value: { intent: 'greet', slots: [1] } }, tags: ['tag1'] },
  ]);
  expect(report.ignoredColumns).toEqual(['rest']);
});

it('reads messages, fields and numbers as inputs', async () => {
  const messages = [{ role: 'user', content: 'Hi' }];
  const { drafts } = await load([{ input: messages }, { input: { a: 1, b: [true] } }, { input: 42 }]);
  expect(drafts.map((d) => d.input)).toEqual([messages, { a: 1, b: [true] }, '42']);
});

it('reads the words that answer a case, with their documents', async () => {
  const goldPassages = [{ document: 'a.md', quote: 'five days' }];
  const { drafts } = await load([
    { question: 'How long?', goldDocuments: ['a.md'], goldPassages },
    { question: 'Who?', goldPassages: [] },
  ]);
  expect(drafts[0]).toMatchObject({ goldDocuments: ['a.md'], goldPassages });
  expect(drafts[1]).not.toHaveProperty('goldPassages');
});

it('does not reach for inherited properties', async () => {
  await expect(load([{ text: 'a' }], parseMapping('input=constructor.name'))).rejects.toMatchObject({
    code: 'CASES_MISSING_COLUMN',
  });
});

it('keeps to the key that the first record settled', async () => {
  const second = load([{ question: 'a' }, { text: 'b' }]);
  await expect(second).rejects.toMatchObject({ code: 'CASES_MALFORMED', details: { line: 2 } });
});

it.each([
  ['a list that is no conversation', { input: [1, 2] }],
  ['a grade beyond 1', { input: 'a', human_score: 3 }],
  ['an id that is no text', { input: 'a', id: {} }],
  ['gold passages without their document', { input: 'a', goldPassages: [{ quote: 'five days' }] }],
  ['gold passages that are no list', { input: 'a', goldPassages: 'five days' }],
])('refuses %s', async (_what, record) => {
  await expect(load([record])).rejects.toMatchObject({ code: 'CASES_MALFORMED', details: { line: 1 } });
});

it('refuses a mapping it does not understand', () => {
  for (const text of ['input', 'question=input', 'input=']) {
    expect(() => parseMapping(text)).toThrow(
      expect.objectContaining({ code: 'CASES_MAPPING' }) as FulcrumError,
    );
  }
});
