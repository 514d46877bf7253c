/** Which corpora of a task are kept: those its config or a kept climb can name, and those of other tasks. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Json } from '../domain/json.ts';
import type { CorpusSettings } from '../domain/ports/corpus-store.ts';
import { type Database, openDatabase } from '../store/connection.ts';
import { type TestStateFolder, testStateFolder } from '../store/testing/test-state-folder.ts';
import { ladderKind } from './climb/start-climb.ts';
import { interruptible } from './interruption.ts';
import { corpusSettings } from './knowledge/open-documents.ts';
import { openWorkbench, type Workbench } from './open-workbench.ts';
import { pruneDocuments } from './prune-documents.ts';

let folder: string;
let state: TestStateFolder;
let database: Database;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-prune-'));
  state = await testStateFolder();
  database = await openDatabase({ stateFolder: state.path });
  await symlink(state.path, path.join(folder, '.fulcrum'));
  await mkdir(path.join(folder, 'docs'));
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await state[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function open<T>(retrieval: object, work: (workbench: Workbench) => Promise<T>): Promise<T> {
  const config = {
    name: 'pruned',
    models: { chat: 'own/chat' },
    providers: [{ id: 'own', baseURL: 'http://127.0.0.1:9/v1' }],
    knowledge: { documents: 'docs' },
    levers: ['stuffed-knowledge', { lever: 'retrieval', ...retrieval }],
  };
  await writeFile(path.join(folder, 'fulcrum.config.json'), JSON.stringify(config));
  await using workbench = await openWorkbench({
    where: folder,
    interruption: interruptible(),
    onProgress: () => {},
    now: () => new Date(),
  });
  return await work(workbench);
}

const cut = (maxTokens: number) => corpusSettings({ maxTokens, overlapTokens: 0 }, undefined);
const described = (maxTokens: number): CorpusSettings => ({
  ...cut(maxTokens),
  contextLine: { kind: 'written', model: { id: 'own/chat', digest: 'abc' }, maxTokens: 60 },
});
const sizes = (corpora: readonly { readonly settings: CorpusSettings }[]) =>
  corpora.map(({ settings }) => `${settings.chunking.maxTokens}${settings.contextLine ? ' described' : ''}`);

test('keeps what config, check and kept climbs can name, and other tasks', async () => {
  await open({ chunkTokens: [60, 90], contextLine: 'try' }, async (workbench) => {
    const { corpora, records } = workbench.stores;
    // 200: of the lever that puts knowledge into the prompt; 400: of `check`.
    for (const size of [30, 60, 90, 120, 200, 400]) await corpora.open('pruned', cut(size));
    for (const size of [60, 120]) await corpora.open('pruned', described(size));
    await corpora.open('pruned', { ...cut(60), embedding: 'another/model' });
    await corpora.open('another', cut(30));
    // A stack within a stack, as in a record of a climb.
    const knowledge = { kind: 'retrieved', corpus: { name: 'pruned', settings: cut(120) } };
    const body = { rungs: [{ stack: { answerer: { stacks: [{ knowledge }] } } }] } as unknown as Json;
    await records.put({ id: 'climb-1', kind: ladderKind, task: 'pruned', body });
    const removed = await pruneDocuments(workbench);
    expect(sizes(removed)).toEqual(['30', '120 described', '60']);
    expect(removed[2]?.settings.embedding).toBe('another/model');
    expect(sizes(await corpora.list('pruned'))).toEqual(['60', '90', '120', '200', '400', '60 described']);
    expect(sizes(await corpora.list('another'))).toEqual(['30']);
    expect(await pruneDocuments(workbench)).toEqual([]);
  });
});

test('follows the config, and removes nothing where it cannot be read', async () => {
  await open({ chunkTokens: 60, contextLine: 'nonsense' }, async (workbench) => {
    await expect(pruneDocuments(workbench)).rejects.toMatchObject({ code: 'LEVER_SETTINGS' });
  });
  await open({ chunkTokens: 60 }, async (workbench) => {
    expect(sizes(await pruneDocuments(workbench))).toEqual(['90', '60 described']);
  });
});
