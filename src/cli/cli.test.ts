/** The command line as a user meets it: real processes, real exit codes, real signals. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ladderSchema } from '../domain/ladder.ts';
import { type Database, openDatabase } from '../store/connection.ts';
import { type TestStateFolder, testStateFolder } from '../store/testing/test-state-folder.ts';
import { type MockProvider, startMockProvider } from '../testing/start-mock-provider.ts';
import { mockLabels, type TaskFolder, taskFolder } from '../workbench/testing/task-folder.ts';
import { runFulcrum, startFulcrum } from './testing/run-fulcrum.ts';

let scratch: string;
let state: TestStateFolder;
/** Keeps the embedded server running from one command to the next. */
let database: Database;
let mock: MockProvider;
let task: TaskFolder;

beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'fulcrum-cli-'));
  state = await testStateFolder();
  database = await openDatabase({ stateFolder: state.path });
  mock = await startMockProvider({ answers: mockLabels });
  task = await taskFolder({ baseURL: mock.baseURL, model: 'cli', stateFolder: state.path });
});
afterAll(async () => {
  await task[Symbol.asyncDispose]();
  await mock[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await state[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true, force: true });
});

const inTask = (...args: string[]) => runFulcrum(args, { cwd: task.path });
const lastLine = (text: string) => text.trimEnd().split('\n').at(-1)?.trim();

describe('usage', () => {
  test('help names every verb, and --version the version', async () => {
    const [help, version] = await Promise.all([
      runFulcrum(['--help'], { cwd: scratch }),
      runFulcrum(['--version'], { cwd: scratch }),
    ]);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const verb of ['init', 'check', 'climb', 'show', 'compare', 'rescore', 'seal', 'models'])
      expect(help.stdout).toMatch(new RegExp(`^  ${verb} `, 'm'));
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  test.each([
    [['clmb'], /unknown command 'clmb'.*climb/s],
    [['climb', '--limit', '0'], /whole number/],
    [['climb', '--budget', 'ten'], /US dollars/],
    [['climb', '-o', 'report.pdf'], /\.html, \.json, \.md, \.xml/],
    [['init', 'cases.csv', '--base-url', 'nonsense'], /'nonsense' is invalid.*http:\/\//],
    [['init', 'cases.csv', '--base-url', 'localhost:8000/v1'], /'localhost:8000\/v1' is invalid/],
    [['compare', 'latest'], /missing required argument 'reference'/],
  ])('wrong usage: %j', async (args, message) => {
    const { code, stderr, stdout } = await runFulcrum(args, { cwd: scratch });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('errors a user can mend', () => {
  test('no config, a wrong key in it, a broken row', async () => {
    const none = await runFulcrum(['check'], { cwd: scratch });
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toMatch(/CONFIG_MISSING[\s\S]*`fulcrum init/);

    await using wrong = await taskFolder({
      baseURL: mock.baseURL,
      model: 'x',
      stateFolder: state.path,
      config: { marginPoint: 5 },
    });
    const key = await runFulcrum(['climb', wrong.path], { cwd: scratch });
    expect(key).toMatchObject({ code: 1, stdout: '' });
    expect(key.stderr).toContain(
      'fulcrum.config.json: marginPoint: unknown key; nearest valid key is "marginPoints"',
    );

    await wrong.configure({});
    await writeFile(path.join(wrong.path, 'tickets.csv'), 'id,input,expected\na,one,billing\nb,two\n');
    const row = await runFulcrum(['check', wrong.path], { cwd: scratch });
    expect(row).toMatchObject({ code: 1, stdout: '' });
    expect(row.stderr).toMatch(/error tickets\.csv:3: .*\[CASES_MALFORMED\]\n {2}Correct that row/);
    expect(row.stderr).not.toContain('    at ');
  });

  test.skipIf(process.platform === 'win32')('advice names the program as it was called', async () => {
    const root = path.resolve(import.meta.dirname, '../..');
    const inRoot = { cwd: root, env: { ...process.env, FULCRUM_PROGRAM: undefined } };
    const [launcher, source] = await Promise.all([
      promisify(execFile)('bin/fulcrum', ['check', scratch], inRoot).catch((error) => error),
      runFulcrum(['check', scratch], inRoot),
    ]);
    expect(launcher.stderr).toContain('Run `bin/fulcrum init');
    expect(source.stderr).toContain('Run `node src/cli/main.ts init');
  });

  test('init refuses to overwrite, and a file that is none', async () => {
    const cases = path.join(scratch, 'cases.csv');
    await writeFile(cases, 'question,answer\none,1\ntwo,2\n');
    const fine = await runFulcrum(['init', 'cases.csv', 'made', '--map', 'input=question,expected=answer'], {
      cwd: scratch,
    });
    expect(fine).toMatchObject({ code: 0, stderr: '' });
    expect(lastLine(fine.stdout)).toBe('Next: fulcrum check made');
    expect(fine.stdout).toContain(`copied cases.csv to ${path.join('made', 'cases.csv')}`);
    expect(await readFile(path.join(scratch, 'made/fulcrum.config.ts'), 'utf8')).toContain(
      "input: 'question'",
    );
    const again = await runFulcrum(['init', 'cases.csv', 'made'], { cwd: scratch });
    expect(again.stderr).toContain('CONFIG_EXISTS');
    await rm(path.join(scratch, 'made/fulcrum.config.ts'));
    const copied = await runFulcrum(['init', 'cases.csv', 'made'], { cwd: scratch });
    expect(copied.stderr).toContain('CASES_EXIST');
    const nothing = await runFulcrum(['init', 'no/thing.csv'], { cwd: scratch });
    expect(nothing).toMatchObject({ code: 1 });
    expect(nothing.stderr).toContain(
      `there is no file ${path.join(scratch, 'no/thing.csv')} [CASES_FILE_MISSING]`,
    );
    const folder = await runFulcrum(['init', 'made'], { cwd: scratch });
    expect(folder).toMatchObject({ code: 1 });
    expect(folder.stderr).not.toContain('This should not have happened');
  });
});

describe('a task from check to show', () => {
  test('check counts and names the next command', async () => {
    const [text, json] = await Promise.all([inTask('check'), inTask('check', '--json')]);
    expect(text.stdout).toContain('40 train, 30 dev, 40 sealed cases');
    expect(lastLine(text.stdout)).toBe('Next: fulcrum climb');
    expect(JSON.parse(json.stdout)).toMatchObject({ cases: { train: 40, dev: 30, sealed: 40 } });
  });

  test('climb says what it measures on, writes every format, and leaves colours out', async () => {
    const files = ['out/r.html', 'r.md', 'r.json', 'r.junit.xml'];
    const run = await inTask('climb', ...files.flatMap((file) => ['-o', file]));
    expect(run).toMatchObject({ code: 0 });
    expect(run.stderr).toMatch(
      /40 train, 30 dev, 40 sealed cases; sealed set [0-9a-f]{8}: not looked at yet/,
    );
    expect(run.stderr).toMatch(/instruction +\d+\.\d %/);
    expect(`${run.stdout}${run.stderr}`).not.toContain('\u001b');
    // The report was written, so it is not suggested.
    expect(run.stdout).not.toContain('-o report.html');
    expect(lastLine(run.stdout)).toMatch(/^fulcrum compare climb-\S+:\d climb-\S+:3$/);
    const texts = await Promise.all(files.map((file) => readFile(path.join(task.path, file), 'utf8')));
    expect(texts.map((text) => text.slice(0, 9).toLowerCase())).toEqual([
      '<!doctype',
      expect.stringContaining('## '),
      expect.stringMatching(/^\{/),
      '<?xml ver',
    ]);
    ladderSchema.parse(JSON.parse(texts[2] as string));
  });

  test('show lists and shows, from another folder as well, and next commands name the task', async () => {
    const elsewhere = (...args: string[]) => runFulcrum(args, { cwd: scratch });
    const [list, json, one, whole, folderAlone] = await Promise.all([
      elsewhere('show', '-c', path.join(task.path, 'fulcrum.config.json')),
      inTask('show', '--json'),
      elsewhere('show', 'latest', task.path),
      inTask('show', 'latest', '--json'),
      elsewhere('show', task.path),
    ]);
    expect(lastLine(list.stdout)).toBe(`Next: fulcrum show latest -c ${task.path}/fulcrum.config.json`);
    expect(lastLine(folderAlone.stdout)).toBe(`Next: fulcrum show latest ${task.path}`);
    const [listed] = JSON.parse(json.stdout) as { id: string }[];
    const ladder = ladderSchema.parse(JSON.parse(whole.stdout));
    expect(ladder.id).toBe(listed?.id);
    expect(one.stdout).toContain(`  fulcrum show ${ladder.id} ${task.path} -o report.html\n`);
    expect(lastLine(one.stdout)).toMatch(/^fulcrum compare \S+:\d \S+:3 /);
    const unknown = await inTask('show', 'climb-of-yore');
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toContain('RECORD_UNKNOWN');
  });

  test('compare, rescore, seal and models list print what can be parsed, and the next command', async () => {
    const rungs = ['latest:naive Bayes', 'latest:instruction'];
    const [text, json] = await Promise.all([
      inTask('compare', ...rungs),
      inTask('compare', ...rungs, '--json'),
    ]);
    expect(text.stdout).toMatch(/^naive Bayes against instruction, 40 sealed cases: /);
    expect(lastLine(text.stdout)).toBe('Next: fulcrum show latest');
    expect(JSON.parse(json.stdout)).toMatchObject({ split: 'sealed', comparison: { pairs: 40 } });
    const [sealed, models, sealedJson, modelsJson] = await Promise.all([
      inTask('seal'),
      inTask('models', 'list'),
      inTask('seal', '--json'),
      inTask('models', 'list', '--json'),
    ]);
    expect(lastLine(sealed.stdout)).toBe('Next: fulcrum climb');
    expect(lastLine(models.stdout)).toBe('Next: fulcrum models pull <id>');
    expect(JSON.parse(sealedJson.stdout)).toMatchObject({ cases: 40 });
    expect(JSON.parse(modelsJson.stdout)).toContainEqual(expect.objectContaining({ kind: 'embedding' }));
    const rescored = await inTask('rescore', '--json');
    expect(ladderSchema.parse(JSON.parse(rescored.stdout)).id).toMatch(/^climb-.*-rescored$/);
  });

  test('models pull names what comes next where there is no task, and where there is one', async () => {
    // Only with a model that is on this machine: a test fetches nothing.
    const [model] = JSON.parse((await inTask('models', 'list', '--json')).stdout).filter(
      (m: { pulled: boolean }) => m.pulled,
    );
    if (model === undefined) return;
    const pull = ['models', 'pull', model.id];
    const [bare, task] = await Promise.all([runFulcrum(pull, { cwd: scratch }), inTask(...pull)]);
    expect(lastLine(bare.stdout)).toBe('Next: fulcrum init <cases.csv> <folder>');
    expect(lastLine(task.stdout)).toBe('Next: fulcrum climb');
  });

  test('a reader that closes early is no error', async () => {
    const { child, ended } = startFulcrum(['show', 'latest', '--json'], { cwd: task.path });
    child.stdout?.destroy();
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('Ctrl-C', () => {
  const slowTask = async () => {
    const slow = await startMockProvider({ answers: mockLabels, delayMs: 400 });
    const folder = await taskFolder({
      baseURL: slow.baseURL,
      model: `slow-${Math.random()}`,
      stateFolder: state.path,
      config: { levers: ['majority', 'instruction'] },
    });
    return { folder, slow };
  };

  test('once stops buying, keeps what was bought, and says how to go on', async () => {
    const { folder, slow } = await slowTask();
    await using _ = slow;
    await using at = folder;
    const { child, said, ended } = startFulcrum(['climb'], { cwd: at.path });
    await said(/majority class/);
    await new Promise((resolve) => setTimeout(resolve, 600));
    child.kill('SIGINT');
    const run = await ended;
    expect(run).toMatchObject({ code: 130, stdout: '' });
    expect(run.stderr).toMatch(/Stopping: calls under way are finished/);
    expect(run.stderr).toMatch(/What was measured is kept: fulcrum show climb-\S+\n/);
    const kept = await runFulcrum(['show', 'latest'], { cwd: at.path });
    expect(kept.stdout).toMatch(/interrupted/);
    expect(lastLine(kept.stdout)).toBe('fulcrum climb --resume');
    const stored = await runFulcrum(['show', 'latest', '--json'], { cwd: at.path });
    const { spending } = ladderSchema.parse(JSON.parse(stored.stdout));
    expect(spending.settledCalls).toBeGreaterThanOrEqual(8);
    expect(spending.unknownCalls).toBe(0);
  });

  test('twice leaves at once', async () => {
    const { folder, slow } = await slowTask();
    await using _ = slow;
    await using at = folder;
    const { child, said, ended } = startFulcrum(['climb'], { cwd: at.path });
    await said(/majority class/);
    child.kill('SIGINT');
    await said(/Stopping/);
    const startedMs = performance.now();
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, stdout: '' });
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });
});

describe('a climb that ends early', () => {
  test('leaves its reports, the whole record and one error that a program can read', async () => {
    await using folder = await taskFolder({
      baseURL: mock.baseURL,
      model: 'fault:401',
      stateFolder: state.path,
      config: { levers: ['majority', 'instruction'] },
    });
    const run = await runFulcrum(['climb', '--json', '-o', 'r.md', '-n', '20'], { cwd: folder.path });
    expect(run.code).toBe(1);
    expect(JSON.parse(run.stderr)).toEqual({
      error: {
        code: 'MODEL_KEY_REFUSED',
        message: expect.stringContaining('the provider refused the key'),
        advice: expect.stringMatching(/\w/),
      },
    });
    const ladder = ladderSchema.parse(JSON.parse(run.stdout));
    expect(ladder).toMatchObject({ status: 'stopped', stoppedBy: { code: 'MODEL_KEY_REFUSED' } });
    expect(ladder.rungs.map((rung) => rung.name)).toEqual(['majority class']);
    expect(await readFile(path.join(folder.path, 'r.md'), 'utf8')).toContain(
      'The climb is not complete: stopped: mock/fault:401',
    );
    const said = await runFulcrum(['climb', '-o', 'r.md', '-n', '20'], { cwd: folder.path });
    expect(said).toMatchObject({ code: 1, stdout: '' });
    expect(said.stderr).toMatch(/error .*\[MODEL_KEY_REFUSED\][\s\S]*wrote r\.md\n.*fulcrum show climb-/);
    // What was asked for is asked for again: without it the resumed climb would be a whole one.
    expect(lastLine(said.stderr)).toBe('fulcrum climb --limit 20 --resume');
    const list = await runFulcrum(['show'], { cwd: folder.path });
    expect(list.stdout).toContain('stopped (MODEL_KEY_REFUSED)');
  });

  test.each([
    [['climb', '--json', '--limit', '0'], 2, 'USAGE', /whole number/],
    [['check', '--json', 'nowhere'], 1, 'CONFIG_MISSING', /nowhere/],
    [['show', '--json', 'nowhere.json'], 1, 'CONFIG_MISSING', /fulcrum\.config/],
  ] as const)('errors are one JSON object: %j', async (args, code, name, message) => {
    const run = await runFulcrum(args, { cwd: scratch });
    expect(run).toMatchObject({ code, stdout: '' });
    expect(JSON.parse(run.stderr).error).toMatchObject({
      code: name,
      message: expect.stringMatching(message),
    });
  });
});

describe('two processes', () => {
  test('climbing one task: one works, the other refuses and names it', async () => {
    await using slow = await startMockProvider({ answers: mockLabels, delayMs: 300 });
    await using folder = await taskFolder({ baseURL: slow.baseURL, model: 'race', stateFolder: state.path });
    const runs = [1, 2].map(() => startFulcrum(['climb', '--json'], { cwd: folder.path }));
    const ended = await Promise.all(runs.map((run) => run.ended));
    const codes = ended.map((run) => run.code).sort();
    expect(codes).toEqual([0, 1]);
    const winner = ended.findIndex((run) => run.code === 0);
    const refused = ended[1 - winner];
    expect(refused?.stderr).toContain(`process ${runs[winner]?.child.pid}`);
    expect(refused?.stderr).toContain('RUN_BUSY');
    const ladder = ladderSchema.parse(JSON.parse(ended[winner]?.stdout ?? ''));
    expect(ladder).toMatchObject({ status: 'complete', spending: { settledCalls: 70, unknownCalls: 0 } });
  });
});
