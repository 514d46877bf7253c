/** What every loader must do, over all of them: the same cases from each format, and the same refusals. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FulcrumError } from '../../domain/errors.ts';
import { type CaseSource, fileSource, memorySource } from '../case-source.ts';
import { LoadReportCollector } from '../load-report.ts';
import { readDrafts } from '../read-drafts.ts';
import { caseLoaders } from './loaders.ts';

interface Subject {
  readonly loader: string;
  readonly file: string;
  /** Two cases: "Where is my parcel?" → delivery, "It said \"no\",\nthen stopped 🚲" → repair. */
  readonly content: string;
  /** The input of a case as this format gives it. */
  readonly input: (text: string) => unknown;
  /** Lines on which the cases begin. */
  readonly lines: readonly [number, number];
  /** Ends in the middle of a record. */
  readonly cut: string;
  readonly withProto: string;
  readonly withNul: string;
}

const first = 'Where is my parcel?';
const second = 'It said "no",\nthen stopped 🚲';
const chat = (text: string, answer: string) =>
  JSON.stringify({
    messages: [
      { role: 'user', content: text },
      { role: 'assistant', content: answer },
    ],
  });
const yaml = (vars: string, answer = 'delivery') =>
  `tests:\n  - vars: ${vars}\n    assert: [{type: equals, value: ${answer}}]\n`;

const subjects: readonly Subject[] = [
  {
    loader: 'csv',
    file: 'cases.csv',
    content: `text,label\n${first},delivery\n"${second.replaceAll('"', '""')}",repair\n`,
    input: (text) => text,
    lines: [2, 3],
    cut: `text,label\n${first},delivery\n"It said`,
    withProto: 'text,label,__proto__\na,b,c\n',
    withNul: 'text,label\na\0b,c\n',
  },
  {
    loader: 'chat-jsonl',
    file: 'chat.jsonl',
    content: `${chat(first, 'delivery')}\n\n${chat(second, 'repair')}\n`,
    input: (text) => [{ role: 'user', content: text }],
    lines: [1, 3],
    cut: `${chat(first, 'delivery')}\n{"messages":[{"role":"user","content":"It sa`,
    withProto: `${chat('a', 'b')}\n{"messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{\\"__proto__\\":1}"}}]}]}`,
    withNul: chat('a\0b', 'c'),
  },
  {
    loader: 'jsonl',
    file: 'cases.jsonl',
    content: `${JSON.stringify({ text: first, label: 'delivery' })}\n${JSON.stringify({ text: second, label: 'repair' })}`,
    input: (text) => text,
    lines: [1, 2],
    cut: `${JSON.stringify({ text: first, label: 'delivery' })}\n{"text":"It sa`,
    withProto: '{"text":{"__proto__":{"polluted":1}},"label":"x"}',
    withNul: JSON.stringify({ text: 'a\0b', label: 'c' }),
  },
  {
    loader: 'json',
    file: 'cases.json',
    content: JSON.stringify(
      [
        { text: first, label: 'delivery' },
        { text: second, label: 'repair' },
      ],
      null,
      1,
    ),
    input: (text) => text,
    lines: [2, 6],
    cut: `[${JSON.stringify({ text: first, label: 'delivery' })},\n{"text":"It sa`,
    withProto: '[{"text":{"__proto__":{"polluted":1}},"label":"x"}]',
    withNul: JSON.stringify([{ text: 'a\0b', label: 'c' }]),
  },
  {
    loader: 'promptfoo',
    file: 'promptfooconfig.yaml',
    content: `${yaml(`{q: ${JSON.stringify(first)}}`)}  - vars: {q: ${JSON.stringify(second)}}\n    assert: [{type: equals, value: repair}]\n`,
    input: (text) => text,
    lines: [2, 4],
    cut: `${yaml(`{q: ${JSON.stringify(first)}}`)}  - vars: {q: "It sa`,
    withProto: yaml('{a: b, __proto__: {polluted: 1}}'),
    withNul: yaml('{q: "a\\0b"}'),
  },
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fulcrum-loaders-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(source: CaseSource) {
  const drafts = [];
  for await (const draft of readDrafts([source], {})) drafts.push(draft);
  return drafts;
}

const failure = (source: CaseSource) =>
  read(source).then(
    () => expect.unreachable('it was read'),
    (error: FulcrumError) => error,
  );

it('covers every registered loader', () => {
  expect(subjects.map(({ loader }) => loader)).toEqual(caseLoaders.map(({ name }) => name));
});

describe.each(subjects)('$loader', ({ loader, file, content, input, lines, cut, withProto, withNul }) => {
  const expected = [
    { input: input(first), value: 'delivery', line: lines[0] },
    { input: input(second), value: 'repair', line: lines[1] },
  ];
  const seen = (drafts: Awaited<ReturnType<typeof read>>) =>
    drafts.map((draft) => ({ input: draft.input, value: draft.expected?.value, line: draft.line }));

  it('reads inputs, expected values and lines, and is the one chosen', async () => {
    const report = new LoadReportCollector();
    const drafts = [];
    for await (const draft of readDrafts([memorySource(file, content)], {}, report)) drafts.push(draft);
    expect(seen(drafts)).toEqual(expected);
    expect(report.report().formats).toEqual({ [file]: loader });
  });

  it('reads the same from disk and from one-byte chunks', async () => {
    await writeFile(join(folder, file), content);
    expect(seen(await read(await fileSource(file, folder)))).toEqual(expected);
    const bytes = Buffer.from(content);
    const source: CaseSource = {
      ...memorySource(file, content),
      async *open() {
        for (let at = 0; at < bytes.length; at += 1) yield bytes.subarray(at, at + 1);
      },
    };
    expect(seen(await read(source))).toEqual(expected);
  });

  it('accepts a UTF-8 byte order mark and CRLF', async () => {
    const windows = `\ufeff${content.replaceAll('\n', '\r\n')}`;
    const inputs = (await read(memorySource(file, windows))).map((draft) => draft.input);
    expect(JSON.stringify(inputs).replaceAll('\\r\\n', '\\n')).toBe(
      JSON.stringify(expected.map((one) => one.input)),
    );
  });

  it('names the byte and line that are not UTF-8', async () => {
    const good = Buffer.from(content);
    const at = good.indexOf('parcel');
    const bad = Buffer.concat([good.subarray(0, at), Buffer.from([0xe9]), good.subarray(at)]);
    const error = await failure(memorySource(file, bad));
    expect(error.code).toBe('CASES_ENCODING');
    const line = content.slice(0, at).split('\n').length;
    expect(error.details).toMatchObject({ file, offset: at, line });
  });

  it.each(['utf16le', 'be', 'unmarked'])('names UTF-16 (%s)', async (variant) => {
    const little = Buffer.from(variant === 'unmarked' ? content : `\ufeff${content}`, 'utf16le');
    const error = await failure(memorySource(file, variant === 'be' ? little.swap16() : little));
    expect(error.code).toBe('CASES_UTF16');
  });

  it('refuses a file that was cut off, with the line and the text', async () => {
    const error = await failure(memorySource(file, cut));
    expect(error.code).toBe('CASES_MALFORMED');
    expect(error.details.line).toBe(cut.split('\n').length);
    expect(String(error.details.value)).toContain('It sa');
    expect(error.advice).not.toBe('');
  });

  it('refuses __proto__ and leaves Object.prototype alone', async () => {
    const error = await failure(memorySource(file, withProto));
    expect(error.message).toContain('__proto__');
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('refuses a NUL character', async () => {
    expect((await failure(memorySource(file, withNul))).message).toContain('NUL');
  });

  it.each(['', '\n\n'])('says that an empty file is empty', async (empty) => {
    expect((await failure(memorySource(file, empty))).code).toBe('CASES_EMPTY');
  });

  it('refuses one endless line instead of filling the memory', async () => {
    const filler = Buffer.from('x'.repeat(1 << 20));
    let handedOut = 0;
    const source: CaseSource = {
      ...memorySource(file, ''),
      async *open() {
        yield Buffer.from(content.slice(0, content.indexOf('Where')));
        for (let n = 0; n < 1024; n += 1) {
          handedOut += 1;
          yield filler;
        }
      },
    };
    expect((await failure(source)).code).toBe('CASES_MALFORMED');
    expect(handedOut).toBeLessThan(64);
  });
});
