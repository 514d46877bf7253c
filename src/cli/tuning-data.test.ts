/** The audit and the export of training data, as a user meets them. */
import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../store/connection.ts';
import { type TestStateFolder, testStateFolder } from '../store/testing/test-state-folder.ts';
import { type MockProvider, startMockProvider } from '../testing/start-mock-provider.ts';
import { personalDataHandlings } from '../tuning/data/personal-data.ts';
import { dataFormats } from '../workbench/export-training-data.ts';
import { mockLabels, type TaskFolder, taskFolder } from '../workbench/testing/task-folder.ts';
import { formats, handlings } from './commands/training-data.ts';
import { runFulcrum } from './testing/run-fulcrum.ts';

/** Each of many commands starts a process. */
const slow = { timeout: 300_000 };
let state: TestStateFolder;
/** Keeps the embedded server running from one command to the next. */
let database: Database;
let mock: MockProvider;
let task: TaskFolder;
/** `id,input,expected` of the task. */
let rows: readonly (readonly string[])[];

beforeAll(async () => {
  state = await testStateFolder();
  database = await openDatabase({ stateFolder: state.path });
  mock = await startMockProvider({
    billFile: path.join(state.path, 'bill.jsonl'),
    answers: [...mockLabels],
  });
  task = await taskFolder({ baseURL: mock.baseURL, model: 'tuned', stateFolder: state.path });
  const csv = await readFile(path.join(task.path, 'tickets.csv'), 'utf8');
  rows = csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => /^(\w+),"(.*)",(\w+)$/.exec(line)?.slice(1) ?? []);
});
afterAll(async () => {
  await task[Symbol.asyncDispose]();
  await mock[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await state[Symbol.asyncDispose]();
});

const inFolder = (cwd: string, ...args: string[]) => runFulcrum(args, { cwd, timeoutMs: 120_000 });
const inTask = (...args: string[]) => inFolder(task.path, ...args);
const inFile = async (name: string, folder = task.path) =>
  (await readFile(path.join(folder, name), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
/** Another task over the same database, of these files. */
async function otherTask(
  files: Readonly<Record<string, readonly string[]>>,
  config: Readonly<Record<string, unknown>>,
) {
  const other = await taskFolder({ baseURL: mock.baseURL, model: 'other', stateFolder: state.path, config });
  const dev = ['id,input,expected', 'd1,"Something of dev, about nothing else",repair'];
  for (const [name, lines] of Object.entries({ 'dev.csv': dev, ...files }))
    await writeFile(path.join(other.path, name), lines.join('\n'));
  return other;
}
const ownSplit = { train: 'train.csv', dev: 'dev.csv', test: 'test.csv' };
const bought = async () => (await mock.billed()).length;

interface Finding {
  readonly level: string;
  readonly code: string;
  readonly message: string;
  readonly count: number;
}
const found = (stdout: string, code: string): Finding[] =>
  JSON.parse(stdout).findings.filter((finding: Finding) => finding.code === code);

test('the command line offers what there is', () => {
  expect([...formats]).toEqual(dataFormats);
  expect(handlings).toEqual(personalDataHandlings);
});

describe('check --for tuning', slow, () => {
  test('warns with numbers and buys nothing', async () => {
    const run = await inTask('check', '--for', 'tuning');
    expect(run).toMatchObject({ code: 0 });
    expect(run.stdout).toContain('! 40 examples can be trained on; for a choice of 3 labels');
    expect(run.stdout).toContain('! 3 of 3 classes have fewer than 50 cases in train');
    expect(await bought()).toBe(0);
  });

  test('counts tokens of the prompt as it is sent, against --max-length', async () => {
    const run = await inTask('check', '--for', 'tuning', '--max-length', '20', '--json');
    expect(run.code).toBe(1);
    expect(found(run.stdout, 'TRUNCATED')).toMatchObject([
      { count: 40, message: expect.stringContaining('by an estimate') },
    ]);
    expect(found(run.stdout, 'TRAINING_EXAMPLES')).toMatchObject([{ level: 'error', count: 0 }]);
  });

  test('finds leaks, contradictions and personal data, and refuses', async () => {
    const [first, second] = rows;
    const train = [
      'id,input,expected',
      ...rows.slice(0, 20).map(([id, input, label]) => `${id},"${input}",${label}`),
      `x1,"${first?.[1]}",${mockLabels.find((label) => label !== first?.[2])}`,
      `x2,"Write to ann@example.org about ${second?.[1]}",repair`,
    ];
    const test = ['id,input,expected', `s1,"${second?.[1]}",repair`, 's2,"Only here",repair'];
    await using leaky = await otherTask({ 'train.csv': train, 'test.csv': test }, { cases: ownSplit });
    const run = await inFolder(leaky.path, 'check', '--for', 'tuning', '--json');
    expect(run.code).toBe(1);
    expect(found(run.stdout, 'DUPLICATES_ACROSS_SPLITS')).toMatchObject([{ level: 'error', count: 1 }]);
    expect(found(run.stdout, 'CONTRADICTORY_ANSWERS')).toMatchObject([{ level: 'warning', count: 1 }]);
    expect(found(run.stdout, 'PERSONAL_DATA')).toMatchObject([{ count: 1 }]);
  });

  test('holds recent inputs against train, by inputs alone', async () => {
    const write = (name: string, inputs: readonly string[]) =>
      writeFile(path.join(task.path, name), ['input', ...inputs.map((input) => `"${input}"`)].join('\n'));
    await write(
      'alike.csv',
      rows.slice(0, 60).map(([, input = '']) => input),
    );
    await write(
      'other.csv',
      Array.from({ length: 40 }, (_, at) => `Is the shop at ${at} Elm Street open on Sunday?`),
    );
    const against = async (file: string) =>
      found((await inTask('check', '--for', 'tuning', '--against', file, '--json')).stdout, 'INPUT_DRIFT');
    expect(await against('other.csv')).toMatchObject([
      {
        level: 'warning',
        examples: expect.arrayContaining(['"street" in 100 % of recent inputs, 0 % of train']),
      },
    ]);
    expect(await against('alike.csv')).toMatchObject([{ level: 'info' }]);
    const alone = await inTask('check', '--against', 'alike.csv');
    expect(alone).toMatchObject({ code: 2 });
    expect(alone.stderr).toContain('add --for tuning');
  });
});

describe('adapters data', slow, () => {
  const system = expect.stringContaining('Choose the queue for the ticket.');

  test('writes train alone, as the stack renders it, whole', async () => {
    const run = await inTask('adapters', 'data', '-o', 'out/openai.jsonl');
    expect(run.stdout).toContain('wrote out/openai.jsonl: 40 examples\n');
    const lines = await inFile('out/openai.jsonl');
    expect(lines).toHaveLength(40);
    const { cases } = JSON.parse((await inTask('check', '--json')).stdout);
    expect(cases).toEqual({ train: 40, dev: 30, sealed: 40 });
    const sealed: string[] = Object.keys(
      JSON.parse(await readFile(path.join(task.path, 'sealed-set.json'), 'utf8')).cases,
    );
    expect(sealed).toHaveLength(40);
    const all = JSON.stringify(lines);
    for (const id of sealed) expect(all).not.toContain(rows.find((row) => row[0] === id)?.[1]);
    for (const { messages } of lines) {
      const [, user, answer] = messages;
      const row = rows.find((one) => user.content === `<input>\n${one[1]}\n</input>`);
      expect(messages).toEqual([
        { role: 'system', content: system },
        user,
        { role: 'assistant', content: row?.[2] },
      ]);
      expect(answer.content).toBe(row?.[2]);
    }
    expect(readdirSync(path.join(task.path, 'out'))).toEqual(['openai.jsonl']);
  });

  test('adds the entry of LLaMA-Factory to those there are', async () => {
    const info = path.join(task.path, 'dataset_info.json');
    await writeFile(info, JSON.stringify({ other: { file_name: 'other.json' } }));
    const run = await inTask('adapters', 'data', '-o', 'lf.jsonl', '--format', 'llama-factory', '--json');
    expect(JSON.parse(run.stdout)).toMatchObject({ written: 40, datasetInfo: 'dataset_info.json' });
    expect(JSON.parse(await readFile(info, 'utf8'))).toMatchObject({
      other: { file_name: 'other.json' },
      lf: { file_name: 'lf.jsonl', formatting: 'sharegpt' },
    });
    await writeFile(info, '[]');
    const refused = await inTask('adapters', 'data', '-o', 'lf2.jsonl', '--format', 'llama-factory');
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain('[DATASET_INFO_INVALID]');
    expect(readdirSync(task.path)).not.toContain('lf2.jsonl');
  });

  test('pairs the expected answers with worse ones, buying only what it is told to', async () => {
    const pairs = (...more: string[]) =>
      inTask(
        'adapters',
        'data',
        '-o',
        'pairs.jsonl',
        '--format',
        'preference',
        '--rung',
        'instruction',
        ...more,
      );
    expect((await inTask('climb')).code).toBe(0);
    const climbed = await bought();
    const refused = await pairs();
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain('[PREFERENCES_NOT_ANSWERED]');
    const short = await pairs('--answer', '--budget', '0');
    expect(short.stderr).toContain('[BUDGET_EXHAUSTED]');
    expect(readdirSync(task.path)).not.toContain('pairs.jsonl');
    expect(await bought()).toBe(climbed);
    const run = await pairs('--answer', '--json');
    expect(await bought()).toBe(climbed + 40);
    const { written, rejected } = JSON.parse(run.stdout);
    expect(rejected).toEqual({ rung: 'instruction', answers: 40, unanswered: 0, unscored: 0 });
    const lines = await inFile('pairs.jsonl');
    expect(lines).toHaveLength(written);
    // The mock answers by chance: about two of three are wrong.
    expect(written).toBeGreaterThan(15);
    for (const { prompt, chosen, rejected: worse } of lines) {
      const row = rows.find((one) => prompt[1].content === `<input>\n${one[1]}\n</input>`);
      expect(chosen).toEqual([{ role: 'assistant', content: row?.[2] }]);
      expect(mockLabels.filter((label) => label !== row?.[2])).toContain(worse[0].content);
    }
    const again = await pairs('--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ written });
    expect(await bought()).toBe(climbed + 40);
  });

  test('writes the prompts that the tuning lever will train on', async () => {
    const systemOf = async (lever: object) => {
      await task.configure({ levers: ['instruction', { lever: 'tuning', ...lever }] });
      const run = await inTask('adapters', 'data', '-o', 'prompts.jsonl', '-n', '1');
      await task.configure({});
      return run.code === 0 ? (await inFile('prompts.jsonl'))[0].messages[0].content : run.stderr;
    };
    expect(await systemOf({})).not.toContain('billing');
    expect(await systemOf({ tellsContract: true })).toContain('billing');
    // What the rung shows, it shows the labels as well.
    expect(await systemOf({ on: 'instruction' })).toContain('billing');
    expect(await systemOf({ on: 'reasoning' })).toContain('[TRAINING_RUNG_MISSING]');
  });

  test('replaces personal data in prompt and answer alike, and leaves out what is held out', async () => {
    const train = [
      'id,input,expected',
      ...Array.from(
        { length: 12 },
        (_, at) => `t${at},"ticket ${at} of ann${at}@example.org","Dear ann${at}@example.org, done"`,
      ),
      't99,"what is held out","no"',
    ];
    const test = ['id,input,expected', 's1,"What is  HELD out","no"'];
    const config = {
      cases: ownSplit,
      contract: { kind: 'text' },
      levers: [{ lever: 'tuning', instruction: 'Answer as we do.', personalData: 'replace' }],
    };
    await using replies = await otherTask({ 'train.csv': train, 'test.csv': test }, config);
    const data = (...args: string[]) => inFolder(replies.path, 'adapters', 'data', ...args);
    const run = await data('-o', 'trl.jsonl', '--format', 'trl');
    const kept = await data('-o', 'kept.jsonl', '--personal-data', 'keep');
    expect(run.stdout).toContain('! personal data in what is trained on is replaced: 24 email');
    expect(run.stdout).toContain('· 1 training cases stand word for word in dev or sealed');
    expect(kept.stdout).toContain(
      '! personal data in what is trained on is kept, and a model may repeat it (`personalData`): 24 email',
    );
    const lines = await inFile('trl.jsonl', replies.path);
    expect(lines).toHaveLength(12);
    expect(JSON.stringify(lines)).not.toContain('@');
    expect(lines[3]).toMatchObject({
      prompt: [
        { content: expect.stringMatching(/^Answer as we do\./) },
        { content: '<input>\nticket 3 of [EMAIL_1]\n</input>' },
      ],
      completion: [{ role: 'assistant', content: 'Dear [EMAIL_1], done' }],
    });
  });

  test('says what is missing', async () => {
    await task.configure({ models: {} });
    const run = await inTask('adapters', 'data', '-o', 'x.jsonl');
    await task.configure({});
    expect(run.stderr).toContain('[TRAINING_NEEDS_MODEL]');
    const unwritable = await inTask('adapters', 'data', '-o', 'tickets.csv/x.jsonl');
    expect(unwritable.stderr).toContain('[FOLDER_UNWRITABLE]');
    expect((await inTask('adapters', 'data')).code).toBe(2);
  });
});
