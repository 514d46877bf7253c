import { expect, it } from 'vitest';
import type { FulcrumError } from '../../domain/errors.ts';
import { memorySource } from '../case-source.ts';
import { LoadReportCollector } from '../load-report.ts';
import { csvLoader } from './csv.ts';

async function load(content: string, mapping = {}, name = 'a.csv') {
  const report = new LoadReportCollector();
  const drafts = [];
  for await (const draft of csvLoader.load(memorySource(name, content), mapping, report)) drafts.push(draft);
  return { drafts, report: report.report() };
}
const failure = (content: string, mapping = {}) =>
  load(content, mapping).then(
    () => expect.unreachable('it was read'),
    (error: FulcrumError) => error,
  );

it('finds the usual columns, reads lists, and reports what it leaves out', async () => {
  const { drafts, report } = await load(
    'ID,Question,Expected Answer,group,tags,gold_documents,principal,human_score,notes\n7,Why?,Because,g1,a; b,d1;d2,ann,0.5,x\n,How?,,,,,,,\n',
  );
  expect(drafts).toEqual([
    {
      line: 2,
      id: '7',
      input: 'Why?',
      expected: { value: 'Because' },
      group: 'g1',
      tags: ['a', 'b'],
      goldDocuments: ['d1', 'd2'],
      principal: 'ann',
      humanScore: 0.5,
    },
    { line: 3, input: 'How?', tags: [] },
  ]);
  expect(report.ignoredColumns).toEqual(['notes']);
});

it('takes semicolons and tabs, quotes inside fields and blank lines', async () => {
  expect((await load('text;label\n"a; b";x\n\n5" tyre;y\n')).drafts.map((d) => [d.line, d.input])).toEqual([
    [2, 'a; b'],
    [4, '5" tyre'],
  ]);
  expect((await load('text\tlabel\na, b\tx\n', {}, 'a.tsv')).drafts[0]?.input).toBe('a, b');
});

it('makes one object of several columns', async () => {
  const { drafts } = await load('subject,body,queue\nHi,Broken,repair\n', {
    input: ['subject', 'body'],
    expected: 'queue',
  });
  expect(drafts[0]).toMatchObject({
    input: { subject: 'Hi', body: 'Broken' },
    expected: { value: 'repair' },
  });
});

it('counts lines through quoted line breaks', async () => {
  expect((await load('text,label\n"a\nb\nc",x\nd,y\n')).drafts.map((d) => d.line)).toEqual([2, 5]);
});

it.each([
  [
    'a ragged row',
    'text,label\na,x\n"b\nb",y\nc\n',
    'CASES_MALFORMED',
    5,
    'the row has 1 columns, the header 2',
  ],
  ['a quote that never closes', 'text,label\na,x\n"b,y\nc,z\n', 'CASES_MALFORMED', 3, 'never closed'],
  ['an empty input', 'text,label\n ,x\n', 'CASES_MALFORMED', 2, 'the input is empty'],
  ['two columns of one name', 'text,text\na,b\n', 'CASES_MALFORMED', 1, 'one name'],
])('names file, line and what is wrong: %s', async (_what, content, code, line, words) => {
  const error = await failure(content);
  expect(error).toMatchObject({ code, details: { file: 'a.csv', line } });
  expect(error.message).toContain(words);
});

it('says which columns there are when the input is not among them', async () => {
  const error = await failure('colour,size\nred,1\n');
  expect(error.code).toBe('CASES_MISSING_COLUMN');
  expect(error.message).toContain('colour, size');
  expect((await failure('text,label\na,b\n', { expected: 'lable' })).details.column).toBe('lable');
});

it('reads promptfoo columns as assertions and the others as variables', async () => {
  const { drafts, report } = await load(
    [
      'question,context,__expected,__expected2,__metric,__description',
      'q1,c1,icontains: yes,not-contains-any(0.5):a, quality,d',
      'q2,c2,billing,similar(0.9):x,,',
      'q3,c3,javascript: output.length,is-xml,,',
    ]
      .join('\n')
      .replace('a, quality', '"a, b",quality')
      .replace('not-contains-any(0.5):"a, b"', '"not-contains-any:a, b"'),
  );
  expect(drafts.map((d) => [d.input, d.expected?.value, d.assertions])).toEqual([
    [
      { question: 'q1', context: 'c1' },
      undefined,
      [
        { scorer: 'icontains', value: ' yes' },
        { scorer: 'contains-any', value: ['a', 'b'], negated: true },
      ],
    ],
    [
      { question: 'q2', context: 'c2' },
      'billing',
      [
        { scorer: 'equals', value: 'billing' },
        { scorer: 'similar', value: 'x', threshold: 0.9 },
      ],
    ],
    [{ question: 'q3', context: 'c3' }, undefined, undefined],
  ]);
  expect(report).toMatchObject({
    unmappedAssertions: { javascript: 1, 'is-xml': 1 },
    ignoredColumns: ['__metric', '__description'],
  });
});
