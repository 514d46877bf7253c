/** The verbs that look into documents, as a user meets them; above all that nobody is shown what they may not read. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../store/connection.ts';
import { type TestStateFolder, testStateFolder } from '../store/testing/test-state-folder.ts';
import { type MockProvider, startMockProvider } from '../testing/start-mock-provider.ts';
import { type FulcrumRun, runFulcrum } from './testing/run-fulcrum.ts';

/** In the name, title, text and category of what only the leads may read, and of a file beside it that fails. */
const canary = 'zq7391';
let folder: string;
let state: TestStateFolder;
/** Keeps the embedded server running from one command to the next. */
let database: Database;
let mock: MockProvider;

const files = {
  '_acl.yaml': `default: [everyone]\nleads/: [leads]\nmembers:\n  leads: [carla]\n`,
  'rules.md': '---\nupdated: 2026-03-02\n---\n# Rules\n\n## Deposit\n\nThe deposit is 40 euro.\n',
  'old/rules.md': '---\nupdated: 2024-03-02\n---\n# Old rules\n\nOnce, the deposit was 25 euro.\n',
  [`leads/${canary}.md`]: `---\ncategory: ${canary}\n---\n# About ${canary}\n\nThe deposit of ${canary} is 70 euro.\n`,
  [`leads/${canary}.pdf`]: `no PDF but ${canary}`,
};

const config = (model: string) => ({
  name: 'documents-cli',
  instruction: { text: 'Answer the question.', inputTag: 'question' },
  models: { chat: `mock/${model}`, embedding: 'mock/embedding' },
  prices: {
    [`mock/${model}`]: { inputUsdPerMillion: 1000, outputUsdPerMillion: 2000 },
    'mock/embedding': { inputUsdPerMillion: 1000, outputUsdPerMillion: 0 },
  },
  providers: [{ id: 'mock', baseURL: mock.baseURL }],
  knowledge: { documents: 'docs', abstention: 'Nobody knows.' },
});

const configure = (name: string, given: object) =>
  writeFile(path.join(folder, name), JSON.stringify(given, undefined, 2));

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-documents-'));
  state = await testStateFolder();
  database = await openDatabase({ stateFolder: state.path });
  mock = await startMockProvider({
    answers: ['The deposit is 40 euro [1]. It comes back after 9 days [7].'],
  });
  await symlink(state.path, path.join(folder, '.fulcrum'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, 'docs', name)), { recursive: true });
    await writeFile(path.join(folder, 'docs', name), text);
  }
  await configure('fulcrum.config.json', config('chat'));
});
afterAll(async () => {
  await mock[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await state[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const inTask = (...args: string[]) => runFulcrum(args, { cwd: folder });
const json = ({ stdout }: FulcrumRun) => JSON.parse(stdout);
const lastLine = (text: string) => text.trimEnd().split('\n').at(-1)?.trim();
const found = (run: FulcrumRun) =>
  json(run).passages.map((p: { passage: { document: string } }) => p.passage.document);

describe('documents', () => {
  test('sync reports what it did, and then that nothing changed', async () => {
    const first = await inTask('documents', 'sync', '--json');
    expect(json(first)).toMatchObject({
      added: [`leads/${canary}.md`, 'old/rules.md', 'rules.md'],
      failed: [{ name: `leads/${canary}.pdf`, keptVersion: false }],
      chunksStored: 3,
      chunksEmbedded: 3,
    });
    const second = await inTask('documents', 'sync');
    expect(second.stdout).toContain('3 unchanged; 0 passages stored');
    expect(second.stdout).toContain(`leads/${canary}.pdf `);
    expect(lastLine(second.stdout)).toBe('Next: fulcrum search "<query>"');
  });

  test('what is empty is told by sync and list', async () => {
    const empty = path.join(folder, 'docs/empty.md');
    await writeFile(empty, '');
    const [synced, listed] = [await inTask('documents', 'sync'), await inTask('documents', 'list')];
    await rm(empty);
    await inTask('documents', 'sync');
    expect(synced.stdout).toContain('empty.md has no text, and is never found');
    expect(listed.stdout).toContain('· empty.md: has no text');
  });

  test('a misspelt verb is not taken for a folder', async () => {
    const run = await inTask('documents', 'lst');
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain('no command "lst" (Did you mean list?)');
  });

  test('list shows the keeper all, and whoever is named what they may read', async () => {
    const [all, annas] = [await inTask('documents'), await inTask('documents', 'list', '--as', 'anna')];
    expect(all.stdout).toMatch(
      new RegExp(`^leads/${canary}\\.md +About ${canary} +1 +${canary} +leads`, 'm'),
    );
    expect(all.stdout).toMatch(/^rules\.md +Rules +1 +2026-03-02 +everyone$/m);
    expect(all.stdout).toContain('3 documents, 3 passages; 1 file failed');
    expect(all.stdout).toMatch(/^document +title +pages +passages /m);
    expect(annas.stdout).toContain('2 documents, 2 passages');
  });

  test('why gives the rank in each stage, or what stands in the way', async () => {
    const why = (...args: string[]) => inTask('documents', 'why', ...args, 'deposit', '--as', 'anna');
    const [there, closed, broken, misspelt, program] = await Promise.all([
      why('rules.md'),
      why(`leads/${canary}.md`),
      why(`leads/${canary}.pdf`),
      why('rule.md'),
      why('rules.md', '--json'),
    ]);
    expect(there.stdout).toMatch(
      /^rules\.md is found\.\n\npassage.*\nrules\.md, characters \d+–\d+ +#\d +#\d +#\d +#\d$/m,
    );
    expect(closed.stdout).toMatch(/may not be read by whoever asks, only by leads\./);
    expect(broken.stdout).toMatch(/so it is no document/);
    expect(misspelt.stdout).toMatch(/not among the documents; nearest is rules\.md\./);
    expect(json(program)).toMatchObject({ kind: 'found', passages: [{}] });
  });
});

test('prune removes what no config names, and says what that was', async () => {
  await configure('cut.json', { ...config('chat'), levers: [{ lever: 'retrieval', chunkTokens: 50 }] });
  await inTask('documents', 'sync', '-c', 'cut.json');
  const pruned = await inTask('documents', 'prune');
  expect(pruned.stdout).toMatch(
    /^removed 3 documents in 3 passages of at most 50 tokens, mock\/embedding@unpinned\n\nNext: /,
  );
  expect((await inTask('documents', 'prune')).stdout).toMatch(/^Nothing to remove/);
  expect((await inTask('documents', 'sync')).stdout).toContain('3 unchanged');
});

describe('search', () => {
  test('finds what the asker may read, with place, ranks and text', async () => {
    const run = await inTask('search', 'deposit euro', '--as', 'carla', '--json');
    expect(found(run).toSorted()).toEqual([`leads/${canary}.md`, 'old/rules.md', 'rules.md']);
    expect(json(run).passages[0]).toMatchObject({ rank: 1, words: { rank: expect.any(Number) } });
    const text = await inTask(
      'search',
      '.',
      'deposit euro',
      '--as',
      'anna',
      '-k',
      '1',
      '--from',
      '2026-01-01',
    );
    expect(text.stdout).toMatch(
      /^1\. rules\.md, characters \d+–\d+\n {3}Rules > Deposit · score \d\.\d{3}; words #1, vectors #1\n {3}.*The deposit is 40 euro\.\n/,
    );
    expect(lastLine(text.stdout)).toBe('Next: fulcrum ask "<question>"');
  });

  test.each([
    [['--category', 'old'], ['old/rules.md']],
    [['--source', 'old/', '--source', 'leads/'], ['old/rules.md']],
    [['--to', '2025-01-01'], ['old/rules.md']],
  ])('filters by %j', async (filter, expected) => {
    expect(found(await inTask('search', 'deposit', '--as', 'anna', '--json', ...filter))).toEqual(expected);
  });

  test('without --as says that access lists hide everything, and which groups there are', async () => {
    const run = await inTask('search', 'deposit');
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toMatch(/\[PRINCIPAL_MISSING\]\n.*--as.*: carla, everyone, leads\.$/m);
  });

  test('says which categories there are for the asker where nothing is of that asked for', async () => {
    const run = await inTask('search', 'deposit', '--as', 'anna', '--category', canary);
    expect(run.stdout).toMatch(/^Nothing was found/);
    expect(run.stderr).toContain(`is of the category ${canary}; there are old`);
  });

  test('says that a name stands in no access list', async () => {
    expect((await inTask('search', 'deposit', '--as', 'crala')).stderr).toContain(
      'no access list names "crala"',
    );
  });

  test.each([
    [[], /missing required argument 'query'/],
    [['what', 'is', 'it'], /write the query in quotes/],
    [['q', '--from', 'May'], /written 2026-03-01/],
    [[' '], /the query is empty/],
    [['docs'], /"docs" is a folder, and the query is missing/],
  ])('wrong usage: %j', async (args, message) => {
    const run = await inTask('search', ...args);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(message);
  });
});

describe('ask', () => {
  test('answers without a climb, resolves citations, tells what is supported, and books what it spent', async () => {
    const run = await inTask('ask', 'How much is the deposit?', '--as', 'anna');
    expect(run.stdout).toContain('The deposit is 40 euro [1]. It comes back after 9 days [7].\n');
    expect(run.stdout).toMatch(/^\[1\] (old\/)?rules\.md, characters \d+–\d+\n {4}“.*deposit.*”$/m);
    expect(run.stdout).toContain('! it cites 7, which it was not given');
    expect(run.stdout).toMatch(/: \d supported, [12] unsupported/);
    expect(run.stdout).toContain('! It comes back after 9 days. (the passages do not say 9)');
    expect(run.stdout).toMatch(
      /^Answered by no climb yet: .*; \$0\.\d+; \d+ tokens in, \d+ out\nCost by mock\/chat: \$1000 in and .*from the config/m,
    );
  });

  test('as JSON, with everything that was shown to the model', async () => {
    const asked = json(await inTask('ask', 'How much is the deposit?', '--as', 'carla', '--json'));
    expect(asked).toMatchObject({ abstained: false, spending: { calls: { settled: 2 } } });
    expect(asked.answer.evidence).toHaveLength(3);
  });

  const wide = 'Compare the deposit across all documents';
  test('offers to combine notes where a question needs many documents', async () => {
    const run = await inTask('ask', wide, '--as', 'anna');
    expect(run.stderr).toContain('`fulcrum ask --combine`');
    expect(run.stdout).not.toContain('documents read');
  });

  test('--combine notes each document that may be read, and resolves what is cited to their passages', async () => {
    const run = await inTask('ask', wide, '--combine', '--as', 'anna');
    expect(run.stderr).not.toContain('--combine');
    expect(run.stdout).toMatch(/^\[1\] (old\/)?rules\.md, characters \d+–\d+\n {4}“.*deposit.*”$/m);
    expect(run.stdout).toContain('! it cites 7, which it was not given');
    expect(run.stdout).toMatch(
      /^2 documents read; noted: (old\/rules\.md, rules\.md|rules\.md, old\/rules\.md)$/m,
    );
    expect(run.stdout).toMatch(/^Answered by no climb yet: .*, from notes on each document, which no climb/m);
    const asked = json(await inTask('ask', wide, '--combine', '--as', 'carla', '--json'));
    // The question's vector, three notes, the answer.
    expect(asked).toMatchObject({ spending: { calls: { settled: 5 } } });
    expect(asked.answer.search.synthesis).toHaveLength(3);
    expect(asked.answer.evidence).toHaveLength(3);
  });

  test('abstains, buying no answer, where nothing may be read; and a budget holds', async () => {
    await mkdir(path.join(folder, 'closed'), { recursive: true });
    await writeFile(path.join(folder, 'closed/_acl.yaml'), 'default: [leads]\n');
    await writeFile(path.join(folder, 'closed/a.md'), `# A\n\nThe deposit of ${canary}.\n`);
    await configure('closed.json', { ...config('chat'), name: 'closed', knowledge: { documents: 'closed' } });
    const run = await inTask('ask', '-c', 'closed.json', 'deposit?', '--as', 'anna');
    expect(run).toMatchObject({ code: 0 });
    expect(run.stdout).toMatch(/^The documents do not say\.\n\nNo answer: nothing was found/);
    const broke = await inTask('ask', 'deposit?', '--as', 'anna', '--budget', '0.01');
    expect(broke).toMatchObject({ code: 1, stdout: '' });
    expect(broke.stderr).toMatch(
      /\[BUDGET_EXHAUSTED\]\n {2}What was bought is kept\. With a higher --budget the same command goes on from there\.$/m,
    );
  });
});

describe('ask of a stack with a guardrail', () => {
  const [said, unsupported] = [
    'The deposit is 40 euro [1].',
    '! It comes back after 9 days. (unsupported: the passages do not say 9)',
  ];

  test('says what it did, and what the passages do not support', async () => {
    const line = (id: number) =>
      JSON.stringify({
        id,
        input: `How much is the deposit, ${id}?`,
        expected: '40 euro',
        principal: 'anna',
      });
    await writeFile(path.join(folder, 'guarded.jsonl'), [1, 2, 3].map(line).join('\n'));
    await configure('guarded.json', {
      ...config('chat'),
      name: 'guarded',
      cases: { file: 'guarded.jsonl', split: { dev: 2, sealed: 0 } },
      contract: { kind: 'text' },
      scorers: ['contains'],
      levers: ['retrieval', { lever: 'guardrails', action: ['flag', 'abstain', 'retry'] }],
    });
    const climb = await inTask('climb', '-c', 'guarded.json');
    expect(climb.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'Guardrail: guardrail (retry), of 2 answers on dev: 0 let through, 0 flagged, 0 let through when asked again, 2 replaced by the abstention.',
    );
    const asked = async (action: string, ...more: string[]) =>
      inTask(
        'ask',
        '-c',
        'guarded.json',
        'How much is the deposit?',
        '--as',
        'anna',
        '--rung',
        `guardrail (${action})`,
        ...more,
      );
    const [flag, abstain, retry] = [
      await asked('flag'),
      await asked('abstain'),
      json(await asked('retry', '--json')),
    ];
    expect(flag.stdout).toMatch(/^The deposit is 40 euro/);
    expect(flag.stdout).toContain(
      `Guardrail: it flagged the answer, as the passages do not support:\n${unsupported}\n`,
    );
    expect(abstain.stdout).toMatch(/^Nobody knows\.\n\nNo answer: the guardrail withheld/);
    expect(abstain.stdout).toContain(unsupported);
    expect(retry).toMatchObject({
      abstained: true,
      answer: { guardrails: { groundedness: { outcome: 'abstained', unsupported: [{}, {}] } } },
      spending: { calls: { settled: 3 } },
    });
    expect(JSON.stringify(retry.answer.guardrails)).toContain(said);
  }, 60_000);
});

describe('leaks', () => {
  const asked = 'What is the deposit?';
  const readings = [
    ['search', asked, '--as', 'anna'],
    ['search', asked, '--as', 'anna', '--json'],
    ['search', asked, '--as', 'nobody-known'],
    ['search', asked],
    ['search', asked, '--json'],
    ['search', asked, '--as', 'anna', '--source', 'leads/'],
    ['ask', asked, '--as', 'anna'],
    ['ask', asked, '--as', 'anna', '--json'],
    ['ask', asked],
    ['ask', asked, '--as', 'anna', '--rung', 'retrieval'],
    ['ask', asked, '--as', 'anna', '--budget', '0'],
    ['ask', asked, '--as', 'anna', '--combine'],
    ['ask', asked, '--as', 'anna', '--combine', '--json'],
    ['ask', asked, '--combine'],
    // Synced anew, so that there is something to say of what changed.
    ['ask', asked, '--as', 'anna', '-c', 'failing.json'],
    ['documents', 'list', '--as', 'anna'],
    ['documents', 'list', '--as', 'anna', '--json'],
    ['documents', 'why', 'rules.md', asked, '--as', 'anna'],
  ];

  test('no output, no message and no error holds what the asker may not read', {
    timeout: 120_000,
  }, async () => {
    await configure('failing.json', { ...config('fault:401'), name: 'failing' });
    for (let at = 0; at < readings.length; at += 5) {
      const some = readings.slice(at, at + 5);
      const runs = await Promise.all(some.map((args) => inTask(...args)));
      for (const [i, { stdout, stderr }] of runs.entries()) {
        const said = `${some[i]?.join(' ')}\n${stdout}${stderr}`;
        expect(stdout + stderr).not.toBe('');
        expect(said).not.toContain(canary);
        expect(said).not.toContain('This should not have happened');
      }
    }
  });

  test('the canary is there to be found', async () => {
    expect((await inTask('search', asked, '--as', 'leads')).stdout).toContain(
      `The deposit of ${canary} is 70 euro.`,
    );
  });
});

describe('a folder without a config', () => {
  test('below an access list is refused before anything is made in it', async () => {
    const run = await inTask('search', 'docs/old', 'deposit');
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain('[ACCESS_LIST_ABOVE]');
    expect(existsSync(path.join(folder, 'docs/old/.fulcrum'))).toBe(false);
  });

  test('is searched where it is named, and models it lacks are named with the command that brings them', async () => {
    const plain = path.join(folder, 'plain.docs');
    await mkdir(plain, { recursive: true });
    await writeFile(path.join(plain, 'a.md'), '# Deposit\n\nThe deposit is 40 euro.\n');
    await symlink(state.path, path.join(plain, '.fulcrum'));
    const env = { ...process.env, FULCRUM_MODELS: path.join(folder, 'no-models') };
    const run = await runFulcrum(['search', plain, 'deposit'], { cwd: folder, env });
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain('Run `fulcrum models pull local/minilm-l6-v2`');
    const unnamed = await runFulcrum(['search', 'deposit'], { cwd: plain });
    expect(unnamed.stderr).toMatch(/\[CONFIG_MISSING\][\s\S]*`fulcrum search <folder> "<query>"`/);
    const nowhere = await inTask('search', path.join(folder, 'nowhere'), 'deposit');
    expect(nowhere.stderr).toContain('DOCUMENTS_MISSING');
    const listed = json(await inTask('models', 'list', '--json')) as { id: string; pulled: boolean }[];
    // A test fetches nothing.
    if (!listed.some(({ id, pulled }) => pulled && id === 'local/minilm-l6-v2')) return;
    const found = await runFulcrum(['search', plain, 'deposit'], { cwd: folder });
    expect(found.stdout).toMatch(/^1\. a\.md, characters/);
  });
});
