/** Corpora with written contexts from end to end, on both engines: what is asked of the model, what is bought, and what it does to a search. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contentHash } from '../../domain/content-hash.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { WrittenContextLine } from '../../domain/ports/corpus-store.ts';
import { openModelSource } from '../../models/open-model-source.ts';
import { type Database, openDatabase } from '../../store/connection.ts';
import { engines, type TestWorkbench } from '../../store/testing/engines.ts';
import { type FakeReply, fakeLanguageModel } from '../../testing/fake-language-model.ts';
import { climb } from '../climb.ts';
import { interruptible } from '../interruption.ts';
import { openWorkbench, type Workbench } from '../open-workbench.ts';
import type { Progress } from '../progress.ts';
import { type TaskFolder, taskFolder } from '../testing/task-folder.ts';
import { openKnowledge } from './open-knowledge.ts';
import type { SyncedDocuments } from './synced-documents.ts';

const pages = {
  'refunds.md': '# Refunds\n\nA refund takes 14 days.\n\n## Parcels\n\nIt must be back by then.\n',
  'rental.md': '# Rental\n\nA rented bike is swapped within two days.\n',
  'care/limits.md': '# Limits\n\nA lead may give back 120 euro, CANARY.\n',
  '_acl.yaml': 'default: [everyone]\ncare/: [care]\n',
};
/** In words that no page has; the model writes them of the page that answers. */
const questions = [
  ['When do I see my money?', 'refunds.md', 'money'],
  ['Who repairs my velocipede?', 'rental.md', 'velocipede'],
] as const;
const line: WrittenContextLine = { kind: 'written', model: { id: 'own/chat' }, maxTokens: 20 };
const chunking = { maxTokens: 40, minTokens: 1 };
const price = { inputUsdPerMillion: 1000, outputUsdPerMillion: 1000 };

describe.each(engines)('on the $name engine', (engine) => {
  describe.skipIf(engine.skipReason !== undefined)('written contexts', () => {
    let home: TestWorkbench;
    let database: Database;
    let task: TaskFolder;
    let reply: (prompt: string) => FakeReply;
    let chat: ReturnType<typeof fakeLanguageModel>;
    let seen: Progress[];

    beforeAll(async () => {
      home = await engine.create();
      database = await openDatabase(home.location);
      const stateFolder = home.stateFolder;
      task = await taskFolder({ baseURL: 'http://127.0.0.1:9/v1', stateFolder, model: 'none' });
      const cases = Array.from({ length: 24 }, (_, i) => {
        const [input, document] = questions[i % 2] ?? questions[0];
        const asked = { id: `q${i}`, input: `${input} (${i})`, expected: '14', principal: 'ann' };
        return JSON.stringify({ ...asked, goldDocuments: [document] });
      });
      await writeFile(path.join(task.path, 'questions.jsonl'), cases.join('\n'));
    });
    afterAll(async () => {
      await task[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    });
    /** Another task, of the same documents in words of its own: nothing of it was described before. */
    beforeEach(async ({ task: { name } }) => {
      const own = contentHash(name).slice(0, 8);
      await task.configure({
        name: own,
        cases: { file: 'questions.jsonl', split: { dev: 16, sealed: 4, seed: 1 } },
        contract: { kind: 'text' },
        models: { chat: 'own/chat' },
        knowledge: { documents: 'pages', abstention: 'not known' },
        levers: [{ lever: 'retrieval', k: 2, chunkTokens: 60, contextLine: 'try' }],
        scorers: ['contains'],
      });
      await rm(path.join(task.path, 'pages'), { recursive: true, force: true });
      await mkdir(path.join(task.path, 'pages', 'care'), { recursive: true });
      for (const [file, text] of Object.entries(pages)) await write(file, text.replace(/\.\n/, ` ${own}.\n`));
      seen = [];
      reply = (prompt) =>
        questions.find(([, document]) => prompt.includes(titleOf(document)))?.[2] ?? 'Other.';
      chat = fakeLanguageModel(({ prompt }) => reply(JSON.stringify(prompt)));
    });

    const titleOf = (document: string) => (document === 'refunds.md' ? 'Refunds' : 'Rental');
    const write = (name: string, text: string) => writeFile(path.join(task.path, 'pages', name), text);
    const open = async <T>(work: (workbench: Workbench) => Promise<T>): Promise<T> => {
      await using workbench = await openWorkbench({
        where: task.path,
        ...('url' in home.location && { databaseUrl: home.location.url }),
        interruption: interruptible(),
        onProgress: (event) => seen.push(event),
        now: () => new Date(),
      });
      const models = openModelSource({ modelObjects: { 'own/chat': chat }, prices: { 'own/chat': price } });
      return await work({ ...workbench, models });
    };
    type Synced = SyncedDocuments & { readonly settledUsd: number };
    const synced = <T>(
      work: (documents: Synced) => T,
      { budgetUsd, on = chunking }: { budgetUsd?: number; on?: JsonObject } = {},
    ) =>
      open(async (workbench) => {
        const options = { verb: 'documents', ...(budgetUsd !== undefined && { budgetUsd }) };
        const knowledge = await openKnowledge(workbench, options);
        const documents = await knowledge.documents.cut(on, line);
        const { settledUsd } = await workbench.stores.ledger.totals(knowledge.runId);
        return await work({ ...documents, settledUsd });
      });
    const sync = (budgetUsd?: number, on?: JsonObject) =>
      synced(({ report }) => report, { ...(budgetUsd !== undefined && { budgetUsd }), ...(on && { on }) });
    const estimateIn = (events: readonly Progress[]) =>
      events.find((event) => event.kind === 'estimate') as Extract<Progress, { kind: 'estimate' }>;

    test('are asked for with the document of the chunk and no other, and found by its readers alone', async () => {
      reply = (prompt) => (prompt.includes('CANARY') ? 'On CANARY.' : 'On bikes.');
      const search = (groups: string[], { corpus }: Synced) =>
        corpus.searchWords('canary bikes', { groups, limit: 9 });
      const { report, settledUsd, everyones, cares } = await synced(async (documents) => ({
        ...documents,
        everyones: await search(['everyone'], documents),
        cares: await search(['care'], documents),
      }));
      expect(report.contexts).toEqual({ written: 4, unreadable: 0, failed: 0 });
      expect(chat.asked).toHaveLength(4);
      const prompts = chat.asked.map(({ prompt }) => JSON.stringify(prompt));
      expect(prompts.filter((prompt) => prompt.includes('CANARY'))).toHaveLength(1);
      for (const prompt of prompts)
        expect(Object.values(pages).filter((text) => prompt.includes(text.slice(2, 8)))).toHaveLength(1);
      expect(everyones.map(({ writtenContext }) => writtenContext)).toEqual(Array(3).fill('On bikes.'));
      expect(cares.map(({ writtenContext }) => writtenContext)).toEqual(['On CANARY.']);
      // What was said beforehand is the most: each call is reserved for the same.
      expect(estimateIn(seen).answers).toBe(4);
      expect(estimateIn(seen).maxCostUsd).toBeGreaterThan(settledUsd);
      expect(settledUsd).toBeGreaterThan(0);
    });

    test('are bought once: not again after a rename, other readers, another category or another corpus', async () => {
      await sync();
      const bought = chat.asked.length;
      await rename(path.join(task.path, 'pages/rental.md'), path.join(task.path, 'pages/bikes.md'));
      await mkdir(path.join(task.path, 'pages/shop'));
      await rename(path.join(task.path, 'pages/refunds.md'), path.join(task.path, 'pages/shop/refunds.md'));
      await write('_acl.yaml', 'default: [care]\n');
      await write('bikes.md.meta.yaml', 'date: 2026-01-01\n');
      const report = await sync();
      // Read anew, described from the journal.
      expect(report).toMatchObject({ added: ['bikes.md', 'shop/refunds.md'], contexts: { written: 3 } });
      await sync(undefined, { ...chunking, minTokens: 2 });
      expect(chat.asked).toHaveLength(bought);
      // Of a document that is edited, its chunks are described anew: what was written may tell of what is gone.
      await write('shop/refunds.md', pages['refunds.md'].replace('14', '9'));
      await sync();
      expect(chat.asked).toHaveLength(bought + 2);
    });

    test('end within the budget, and go on from there', async () => {
      await expect(sync(0)).rejects.toMatchObject({ code: 'BUDGET_EXHAUSTED' });
      expect(chat.asked).toEqual([]);
      const { maxCostUsd } = estimateIn(seen);
      // Four calls of about the same size, each settled for less than was reserved for it.
      await expect(sync(maxCostUsd * 0.3)).rejects.toMatchObject({ code: 'BUDGET_EXHAUSTED' });
      expect([1, 2]).toContain(chat.asked.length);
      expect((await sync(maxCostUsd)).contexts).toMatchObject({ written: 4 });
      expect(chat.asked).toHaveLength(4);
    });

    test('a climb keeps them where dev shows the search better, and buys nothing the second time', async () => {
      const climbNow = () =>
        open((workbench) => climb(workbench, { only: [], resume: false, budgetUsd: 100 }));
      const ladder = await climbNow();
      const [rung] = ladder.rungs;
      expect(rung?.why).toMatch(
        /; written contexts: kept, nDCG@10 \d\.\d+ against \d\.\d+ on \d+ questions of dev/,
      );
      expect(rung?.stack).toMatchObject({
        knowledge: { corpus: { settings: { contextLine: { kind: 'written', model: { id: 'own/chat' } } } } },
      });
      expect(seen).toContainEqual(expect.objectContaining({ kind: 'estimate', name: 'writing of passages' }));
      const answering = chat.asked
        .map(({ prompt }) => JSON.stringify(prompt))
        .filter((prompt) => !prompt.includes('Write one short sentence'));
      expect(answering.length).toBeGreaterThan(16);
      for (const prompt of answering) expect(prompt).not.toContain('WRITTEN');
      const bought = chat.asked.length;
      await climbNow();
      expect(chat.asked).toHaveLength(bought);
    });
  });
});
