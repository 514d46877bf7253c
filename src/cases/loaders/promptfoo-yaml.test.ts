import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fileSource } from '../case-source.ts';
import { LoadReportCollector } from '../load-report.ts';
import { promptfooYamlLoader } from './promptfoo-yaml.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fulcrum-promptfoo-'));
  await mkdir(join(folder, 'task/data'), { recursive: true });
  await writeFile(join(folder, 'secret.csv'), 'q,__expected\na,b\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function load(yaml: string) {
  await writeFile(join(folder, 'task/promptfooconfig.yaml'), yaml);
  const report = new LoadReportCollector();
  const source = await fileSource('promptfooconfig.yaml', join(folder, 'task'));
  const drafts = [];
  for await (const draft of promptfooYamlLoader.load(source, {}, report)) drafts.push(draft);
  return { drafts, report: report.report() };
}

it('maps assertions, with weights, thresholds, defaults and variables filled in', async () => {
  const { drafts, report } = await load(`
prompts: [x]
defaultTest:
  vars: {tone: kind}
  assert: [{type: latency, threshold: 2000}]
tests:
  - vars: {name: Ann, tone: stern}
    assert:
      - {type: contains, value: "Dear {{name}}", weight: 2}
      - {type: not-regex, value: "^Hi"}
      - {type: llm-rubric, value: "is {% if x %}kind{% endif %}"}
      - {type: assert-set, assert: [{type: is-json}, {type: webhook, value: "http://x"}]}
      - {type: javascript, value: "output.length < 3"}
      - {type: javascript, value: file://check.js}
`);
  expect(drafts).toEqual([
    {
      line: 7,
      input: { tone: 'stern', name: 'Ann' },
      tags: [],
      assertions: [
        { scorer: 'latency', threshold: 2000 },
        { scorer: 'contains', value: 'Dear Ann', weight: 2 },
        { scorer: 'regex', value: '^Hi', negated: true },
        { scorer: 'llm-rubric', value: 'is {% if x %}kind{% endif %}' },
        { scorer: 'is-json' },
      ],
    },
  ]);
  expect(report.unmappedAssertions).toEqual({ webhook: 1, javascript: 2 });
  expect(report.notes).toEqual({ 'a template in an assertion was not filled in': 2 });
});

it('reads tests from csv, jsonl and yaml files beside it, and text files into variables', async () => {
  await writeFile(join(folder, 'task/data/a.csv'), 'q,__expected\none,1\n');
  await writeFile(
    join(folder, 'task/data/b.jsonl'),
    '{"vars":{"q":"two"},"assert":[{"type":"equals","value":"2"}]}\n',
  );
  await writeFile(join(folder, 'task/data/c.yaml'), '- vars: {q: file://long.txt}\n');
  await writeFile(join(folder, 'task/data/long.txt'), 'three');
  const { drafts } = await load(
    'tests:\n  - file://data/a.csv\n  - {path: file://data/b.jsonl}\n  - file://data/c.yaml\n  - vars: {q: [four, five]}\n',
  );
  expect(drafts.map((d) => [d.line, d.input, d.expected?.value])).toEqual([
    [2, 'one', '1'],
    [1, 'two', '2'],
    [1, 'three', undefined],
    [5, 'four', undefined],
    [5, 'five', undefined],
  ]);
});

it('does not leave its folder, run code or fetch', async () => {
  await symlink(join(folder, 'secret.csv'), join(folder, 'task/inside.csv'));
  for (const reference of ['file://../secret.csv', 'file://inside.csv']) {
    await expect(load(`tests: ${reference}`)).rejects.toMatchObject({ code: 'CASES_FILE_OUTSIDE' });
  }
  for (const reference of [
    'file://make.js',
    'file://make.py:tests',
    'https://example.org/t.csv',
    'file://*.yaml',
  ]) {
    await expect(load(`tests: ['${reference}']`)).rejects.toMatchObject({ code: 'CASES_MALFORMED' });
  }
  await expect(load('tests: file://none.csv')).rejects.toMatchObject({ code: 'CASES_FILE_MISSING' });
});

it('refuses YAML bombs and broken YAML with the line', async () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (const [at, name] of [...'bcdefgh'].entries()) {
    const before = 'abcdefgh'[at];
    bomb.push(`${name}: &${name} [${Array(10).fill(`*${before}`).join(', ')}]`);
  }
  await expect(load(`${bomb.join('\n')}\ntests: *h`)).rejects.toMatchObject({ code: 'CASES_MALFORMED' });
  await expect(load('prompts: [a]\ntests:\n  - vars: {a: "b}\n')).rejects.toMatchObject({
    details: { line: 3 },
  });
});

it('knows configs in JSON too', () => {
  expect(promptfooYamlLoader.accepts('promptfooconfig.json', '{"prompts": [], "tests": []}')).toBe(true);
  expect(promptfooYamlLoader.accepts('cases.json', '[{"text": "a"}]')).toBe(false);
});
