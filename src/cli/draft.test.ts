/** `documents draft` and `documents review` as a user meets them, over a service that answers at once. */
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../store/connection.ts';
import { type TestStateFolder, testStateFolder } from '../store/testing/test-state-folder.ts';
import { type FulcrumRun, runFulcrum, startFulcrum } from './testing/run-fulcrum.ts';

/** In what only the leads may read. */
const canary = 'zq7391';
const files = {
  '_acl.yaml': 'default: [everyone]\nleads/: [leads]\nmembers:\n  leads: [carla]\n',
  'rules.md':
    '# Rules\n\nThe deposit is 40 euro for each bike, paid at the counter on collection, and kept until the bike is back.\n',
  'returns.md':
    '# Returns\n\nWhoever brings the bike back within 14 days of the first delivery gets the whole rent refunded by transfer.\n',
  'warranty.md':
    '# Warranty\n\nThe frame is covered for ten years from the day of purchase, the chain and the brakes for one year only.\n',
  'leads/pay.md': `# Pay ${canary}\n\nA lead of ${canary} may grant up to 120 euro of goodwill to a customer without asking anybody else before.\n`,
};

/** What the service writes to the passage that holds the key. */
const replies: Readonly<Record<string, object | string>> = {
  deposit: { answer: '40 euro', question: 'What sum must I leave with you when I fetch my ride?' },
  Returns: { answer: '14 days', question: 'Within how many days must the bike be back for the whole rent?' },
  Warranty: 'I would rather not.',
  [canary]: { answer: '120 euro', question: 'How much may my boss give away to calm somebody down?' },
};

let folder: string;
let state: TestStateFolder;
let database: Database;
let service: Server;
let asked: string[] = [];
let onAsked: (count: number) => Promise<void> = async () => {};

const config = (more: object = {}) => ({
  name: 'draft-cli',
  contract: {
    kind: 'json',
    schema: { type: 'object', properties: { answer: { type: 'string' }, source: { type: 'string' } } },
  },
  instruction: { text: 'Answer the question.', inputTag: 'question' },
  models: { chat: 'loop/writer' },
  prices: { 'loop/writer': { inputUsdPerMillion: 1000, outputUsdPerMillion: 2000 } },
  providers: [{ id: 'loop', baseURL: `http://127.0.0.1:${(service.address() as AddressInfo).port}/v1` }],
  knowledge: { documents: 'docs' },
  levers: ['instruction'],
  concurrency: 1,
  ...more,
});
const configure = (name: string, given: object) =>
  writeFile(path.join(folder, name), JSON.stringify(given, undefined, 2));

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-draft-'));
  state = await testStateFolder();
  database = await openDatabase({ stateFolder: state.path });
  await symlink(state.path, path.join(folder, '.fulcrum'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, 'docs', name)), { recursive: true });
    await writeFile(path.join(folder, 'docs', name), text);
  }
  service = createServer(async (request, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString());
    const passage: string = body.messages.at(-1).content;
    asked.push(passage);
    await onAsked(asked.length);
    const [, reply = ''] = Object.entries(replies).find(([key]) => passage.includes(key)) ?? [];
    const content = typeof reply === 'string' ? reply : JSON.stringify(reply);
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        id: 'x',
        object: 'chat.completion',
        created: 0,
        model: body.model,
        choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
        usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
      }),
    );
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  await configure('fulcrum.config.json', config());
});
afterAll(async () => {
  service.close();
  await database[Symbol.asyncDispose]();
  await state[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  asked = [];
  onAsked = async () => {};
});

const inTask = (...args: string[]) => runFulcrum(args, { cwd: folder });
const json = ({ stdout }: FulcrumRun) => JSON.parse(stdout);
const written = async (name: string) =>
  (await readFile(path.join(folder, name), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const lastLine = (text: string) => text.trimEnd().split('\n').at(-1)?.trim();

describe('documents draft', { timeout: 120_000 }, () => {
  test('writes drafts as cases with gold passages and asker, and says why others are none', async () => {
    const run = await inTask('documents', 'draft');
    expect(run).toMatchObject({ code: 0 });
    expect(run.stdout).toContain('4 passages of 4 documents, loop/writer asked');
    expect(run.stdout).toContain('2 drafts added to drafts.jsonl');
    expect(run.stdout).toContain('1 left out: the question is in the words of the passage');
    expect(run.stdout).toContain('1 left out: the reply could not be read');
    expect(run.stdout).toContain('Questions that need two documents are not drafted');
    // Four calls of 100 and 20 tokens at $1,000 and $2,000 a million.
    expect(run.stdout).toContain('$0.56; 400 tokens in, 80 out');
    expect(lastLine(run.stdout)).toBe('Next: fulcrum documents review drafts.jsonl');
    const drafts = await written('drafts.jsonl');
    const rules = drafts.find(({ principal }) => principal === 'everyone');
    expect(rules).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      input: 'What sum must I leave with you when I fetch my ride?',
      expected: { answer: '40 euro', source: 'rules.md' },
      principal: 'everyone',
      tags: ['drafted'],
      goldDocuments: ['rules.md'],
      goldPassages: [
        {
          document: 'rules.md',
          quote:
            'The deposit is 40 euro for each bike, paid at the counter on collection, and kept until the bike is back.',
        },
      ],
      approval: { status: 'drafted', model: 'loop/writer', draftedAt: expect.stringMatching(/^\d{4}-.*Z$/) },
      passage: expect.objectContaining({ document: 'rules.md', over: 'Rules' }),
    });
    expect(drafts.map(({ principal }) => principal).sort()).toEqual(['everyone', 'leads']);
  });

  test('run again buys nothing and adds nothing; another principal sees only what that one may', async () => {
    const again = await inTask('documents', 'draft', '--json');
    expect(asked).toEqual([]);
    expect(json(again)).toMatchObject({ passages: 4, drafts: [], leftOut: { repeated: 2 } });
    expect(await written('drafts.jsonl')).toHaveLength(2);
    const annas = await inTask('documents', 'draft', '--as', 'anna', '-o', 'annas/drafts.jsonl', '--json');
    expect(json(annas)).toMatchObject({ passages: 3, drafts: [{ principal: 'anna' }] });
    expect(
      annas.stdout + annas.stderr + (await readFile(path.join(folder, 'annas/drafts.jsonl'), 'utf8')),
    ).not.toContain(canary);
    expect(asked.join()).not.toContain(canary);
  });

  test('keeps what was made when it is interrupted, and does not buy it again', async () => {
    await configure(
      'other.json',
      config({ name: 'interrupted', models: { chat: 'loop/other' }, prices: {} }),
    );
    const args = ['documents', 'draft', '-c', 'other.json', '-o', 'stopped.jsonl'];
    let running: ReturnType<typeof startFulcrum> | undefined;
    onAsked = async (count) => {
      if (count !== 2) return;
      running?.child.kill('SIGINT');
      await running?.said(/Stopping: /);
    };
    running = startFulcrum(args, { cwd: folder });
    const stopped = await running.ended;
    expect(stopped).toMatchObject({ code: 130 });
    expect(stopped.stdout).toContain('2 passages of 2 documents');
    expect(stopped.stderr).toContain('[INTERRUPTED]');
    onAsked = async () => {};
    const whole = await inTask(...args);
    expect(whole.stdout).toContain('4 passages of 4 documents');
    expect(new Set(asked).size).toBe(4);
    expect(asked).toHaveLength(4);
    expect(await written('stopped.jsonl')).toHaveLength(2);
  });

  test('spends no more than the budget, and says what it kept', async () => {
    // The bound of a call is 512 tokens of output, $0.512; one costs $0.02, and then the second no longer fits.
    const prices = { 'loop/dear': { inputUsdPerMillion: 0, outputUsdPerMillion: 1000 } };
    await configure('dear.json', config({ name: 'dear', models: { chat: 'loop/dear' }, prices }));
    const run = await inTask('documents', 'draft', '-c', 'dear.json', '-o', 'dear.jsonl', '--budget', '0.52');
    expect(run).toMatchObject({ code: 1 });
    expect(run.stderr).toContain('[BUDGET_EXHAUSTED]');
    expect(run.stdout).toMatch(/^1 passage of 1 document,/);
    expect(asked).toHaveLength(1);
  });

  test.each([
    [['-o', 'docs/drafts.jsonl'], 'DRAFTS_AMONG_DOCUMENTS'],
    [['-c', 'silent.json'], 'DRAFTS_NEED_MODEL'],
  ])('refuses %j', async (args, code) => {
    await configure('silent.json', config({ models: {} }));
    const run = await inTask('documents', 'draft', ...args);
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain(`[${code}]`);
  });

  test('names a file that is no JSONL as wrong usage', async () => {
    expect(await inTask('documents', 'draft', '-o', 'drafts.csv')).toMatchObject({ code: 2 });
  });
});

describe('drafts among the cases', { timeout: 120_000 }, () => {
  const cases = {
    cases: { file: ['own.jsonl', 'waiting.jsonl'], split: { dev: 1, sealed: 0 } },
    concurrency: 2,
  };
  const drafted = { status: 'drafted', model: 'loop/writer', draftedAt: '2026-11-21T10:00:00.000Z' };
  const lineOf = (approval: object) =>
    `${JSON.stringify({ id: 'd', input: 'Who pays?', expected: { answer: 'you', source: 'rules.md' }, principal: 'everyone', goldDocuments: ['rules.md'], approval })}\n`;

  test('check and climb say how many wait and how to approve, and count none of them', async () => {
    await configure('cases.json', config(cases));
    const expected = { answer: 'x', source: 'rules.md' };
    const own = ['one', 'two'].map((input) => JSON.stringify({ input, expected, principal: 'everyone' }));
    await writeFile(path.join(folder, 'own.jsonl'), own.join('\n'));
    await writeFile(path.join(folder, 'waiting.jsonl'), lineOf(drafted));
    const check = await inTask('check', '-c', 'cases.json');
    expect(check.stdout).toContain('1 train, 1 dev, 0 sealed cases');
    expect(check.stdout).toContain(
      '! 1 drafted question waits for a person and does not count\n    waiting.jsonl: 1\n    Read and approve them: `fulcrum documents review waiting.jsonl`.',
    );
    const climb = await inTask('climb', '-c', 'cases.json', '--only', 'instruction');
    expect(climb.stderr).toContain(
      '1 drafted question waits for a person and does not count. Read and approve them: `fulcrum documents review waiting.jsonl`.',
    );
    expect(asked).toHaveLength(1);
    await writeFile(
      path.join(folder, 'waiting.jsonl'),
      lineOf({ ...drafted, status: 'approved', by: 'ann' }),
    );
    const approved = json(await inTask('check', '-c', 'cases.json', '--json'));
    expect(approved.cases).toEqual({ train: 2, dev: 1, sealed: 0 });
    expect(JSON.stringify(approved.findings)).not.toContain('DRAFTS_WAITING');
  });

  test('alone are no cases', async () => {
    await configure('alone.json', config({ cases: 'waiting.jsonl' }));
    await writeFile(path.join(folder, 'waiting.jsonl'), lineOf(drafted));
    const run = await inTask('check', '-c', 'alone.json');
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toMatch(
      /waiting\.jsonl holds no case that a person has approved; drafts that wait: 1 \[CASES_NOT_APPROVED\]/,
    );
  });
});

test('a review asks a person in a terminal and nobody else, and knows no way to approve all', async () => {
  const run = await inTask('documents', 'review', 'drafts.jsonl');
  expect(run).toMatchObject({ code: 1, stdout: '' });
  expect(run.stderr).toMatch(/\[REVIEW_NEEDS_TERMINAL\]\n.*"status": "approved"/);
  expect((await inTask('documents', 'review', '--help')).stdout.match(/--[a-z]+/g)).toEqual([
    '--by',
    '--help',
  ]);
});

test('over a bare folder the local model writes', { timeout: 180_000 }, async () => {
  const pulled = json(await inTask('models', 'list', '--json')) as { id: string; pulled: boolean }[];
  // A test fetches nothing.
  if (pulled.some((model) => !model.pulled)) return;
  const plain = path.join(folder, 'plain.docs');
  await mkdir(plain);
  await writeFile(path.join(plain, 'a.md'), files['rules.md']);
  await symlink(state.path, path.join(plain, '.fulcrum'));
  const run = await runFulcrum(['documents', 'draft', 'plain.docs', '-n', '1', '-o', 'plain.jsonl'], {
    cwd: folder,
    timeoutMs: 170_000,
  });
  expect(run).toMatchObject({ code: 0 });
  expect(run.stdout).toMatch(
    /^1 passage of 1 document, local\/smollm2-135m asked for a question to each: [01] drafts? added/,
  );
});
