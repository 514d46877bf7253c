/** Bringing documents up in real processes: two at once, one that is killed, one that is interrupted. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Database, openDatabase } from '../store/connection.ts';
import { type TestStateFolder, testStateFolder } from '../store/testing/test-state-folder.ts';
import { startFulcrum } from './testing/run-fulcrum.ts';

// Each starts several processes, which take seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let state: TestStateFolder;
let database: Database;
let server: Server;
let tasks = 0;
/** Calls for vectors that came, and those that may be answered: so that nothing depends on how fast a process starts. */
let asked = 0;
let answered = Number.POSITIVE_INFINITY;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-sync-'));
  state = await testStateFolder();
  database = await openDatabase({ stateFolder: state.path });
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { input } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly input: readonly string[] };
    const own = ++asked;
    while (own > answered) await sleep(20);
    const data = input.map((_, index) => ({ object: 'embedding', index, embedding: [1, index] }));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ object: 'list', data, usage: { prompt_tokens: 1, total_tokens: 1 } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await symlink(state.path, path.join(folder, '.fulcrum'));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await database[Symbol.asyncDispose]();
  await state[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  tasks += 1;
  asked = 0;
  answered = Number.POSITIVE_INFINITY;
  const { port } = server.address() as AddressInfo;
  const config = {
    name: `task-${tasks}`,
    models: { embedding: `own/embedding-${tasks}` },
    providers: [{ id: 'own', baseURL: `http://127.0.0.1:${port}/v1` }],
    knowledge: { documents: `docs-${tasks}` },
  };
  await writeFile(path.join(folder, 'fulcrum.config.json'), JSON.stringify(config));
  await mkdir(path.join(folder, `docs-${tasks}`));
});

const putDocuments = (count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, n) =>
      writeFile(path.join(folder, `docs-${tasks}`, `${n}.txt`), `The rule of number ${n}.`),
    ),
  );
const start = (...args: string[]) => startFulcrum(['documents', 'sync', ...args], { cwd: folder });
const stored = async () => {
  const { rows } = await database.pool.query<{ n: number }>(
    'select count(*)::integer as n from fulcrum.documents d join fulcrum.corpora c on c.id = d.corpus_id where c.name = $1',
    [`task-${tasks}`],
  );
  return rows[0]?.n ?? 0;
};
const until = async (isSo: () => Promise<boolean> | boolean) => {
  while (!(await isSo())) await sleep(20);
};
/** One that has begun and waits for its first vectors. */
const startHeld = async (...args: string[]) => {
  answered = 0;
  const running = start(...args);
  await until(() => asked > 0);
  return running;
};

test('of two at once the second says that it waits, and then has nothing left to do', async () => {
  await putDocuments(3);
  const first = await startHeld('--json');
  const second = start();
  await second.said(/process \d+ on \S+ syncs these documents; waiting for it to end/);
  answered = 1;
  expect(JSON.parse((await first.ended).stdout)).toMatchObject({ added: ['0.txt', '1.txt', '2.txt'] });
  expect((await second.ended).stdout).toContain('3 unchanged; 0 passages stored');
  expect(asked).toBe(1);
});

test('one that was killed stands in nobody’s way', async () => {
  await putDocuments(3);
  const first = await startHeld();
  const others = [start(), start()];
  await Promise.all(others.map((other) => other.said(/waiting for it to end/)));
  answered = 9;
  first.child.kill('SIGKILL');
  const runs = await Promise.all(others.map(({ ended }) => ended));
  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
  expect(runs.filter(({ stdout }) => stdout.includes('documents: 3 added'))).toHaveLength(1);
  expect(runs.filter(({ stdout }) => stdout.includes('3 unchanged'))).toHaveLength(1);
});

test('whoever waits can be interrupted', async () => {
  await putDocuments(3);
  const first = await startHeld();
  const second = start();
  await second.said(/waiting for it to end/);
  second.child.kill('SIGINT');
  expect((await second.ended).code).toBe(130);
  answered = 1;
  expect((await first.ended).code).toBe(0);
});

test('Ctrl-C keeps what was stored and ends in 130, and the next sync goes on from there', async () => {
  // Stored by 512, embedded by 64, two calls at a time: of the second batch two are under way and two are still to come.
  const count = 712;
  await putDocuments(count);
  answered = 8;
  const run = start();
  await until(async () => (await stored()) === 512);
  await until(() => asked === 10);
  run.child.kill('SIGINT');
  await run.said(/Stopping/);
  answered = 99;
  const { code, stdout, stderr } = await run.ended;
  expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
  expect(stderr).toContain('[INTERRUPTED]');
  expect(stderr).toContain('What was done so far is kept. The same command goes on from there.');
  const kept = await stored();
  expect(kept).toBe(512);
  expect(asked).toBe(10);
  const next = JSON.parse((await start('--json').ended).stdout);
  expect(next.unchanged).toBe(kept);
  expect(next.added).toHaveLength(count - kept);
  expect(await stored()).toBe(count);
  expect(asked).toBe(12);
});
