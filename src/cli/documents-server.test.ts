/** The verbs that look into documents over a Postgres server, named by --database or by the environment. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newServerDatabase } from '../store/testing/postgres-server.ts';
import { noServerReason } from '../store/testing/start-postgres.ts';
import { type MockProvider, startMockProvider } from '../testing/start-mock-provider.ts';
import { runFulcrum } from './testing/run-fulcrum.ts';

describe.skipIf(noServerReason() !== undefined)('with --database', () => {
  let folder: string;
  let url: string;
  let mock: MockProvider;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-server-'));
    url = await newServerDatabase();
    mock = await startMockProvider({ answers: ['The deposit is 40 euro [1].'] });
    const config = {
      name: 'documents-server',
      instruction: { text: 'Answer the question.', inputTag: 'question' },
      models: { chat: 'mock/chat', embedding: 'mock/embedding' },
      providers: [{ id: 'mock', baseURL: mock.baseURL }],
      knowledge: { documents: 'docs', abstention: 'Nobody knows.' },
    };
    await writeFile(path.join(folder, 'fulcrum.config.json'), JSON.stringify(config));
    await mkdir(path.join(folder, 'docs', 'leads'), { recursive: true });
    const put = (name: string, text: string) => writeFile(path.join(folder, 'docs', name), text);
    await put('_acl.yaml', 'default: [everyone]\nleads/: [leads]\n');
    await put('rules.md', '# Rules\n\nThe deposit is 40 euro.\n');
    await put('leads/limits.md', '# Limits\n\nThe deposit of leads is 70 euro.\n');
  });
  afterAll(async () => {
    await mock[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const onServer = (...args: string[]) => runFulcrum([...args, '--database', url], { cwd: folder });
  const found = (stdout: string) =>
    JSON.parse(stdout).passages.map((p: { passage: { document: string } }) => p.passage.document);

  test('documents are synced into the server and nothing is written beside the task', async () => {
    expect(JSON.parse((await onServer('documents', 'sync', '--json')).stdout)).toMatchObject({
      added: ['leads/limits.md', 'rules.md'],
      chunksStored: 2,
    });
    const again = await onServer('documents', 'sync');
    expect(again.stdout).toContain('2 unchanged');
    // The password of a URL would be in the log of whoever copies the line.
    expect(again.stdout).toMatch(/^Next: fulcrum search --database \S+ "<query>"$/m);
    expect(existsSync(path.join(folder, '.fulcrum', 'db'))).toBe(false);
  });

  test('search and ask read there what the asker may read, by the environment too', async () => {
    const search = await onServer('search', 'deposit', '--as', 'anna', '--json');
    expect(found(search.stdout)).toEqual(['rules.md']);
    const env = { ...process.env, FULCRUM_DATABASE: url };
    const leads = await runFulcrum(['search', 'deposit', '--as', 'leads', '--json'], { cwd: folder, env });
    expect(found(leads.stdout).toSorted()).toEqual(['leads/limits.md', 'rules.md']);
    const ask = await onServer('ask', 'How much is the deposit?', '--as', 'anna', '--json');
    expect(JSON.parse(ask.stdout).answer.evidence).toMatchObject([{ document: 'rules.md' }]);
    const why = await onServer('documents', 'why', 'leads/limits.md', 'deposit', '--as', 'anna');
    expect(why.stdout).toContain('may not be read by whoever asks, only by leads.');
    expect(existsSync(path.join(folder, '.fulcrum', 'db'))).toBe(false);
  });
});
