/** A climb over documents from end to end, on both engines: what is searched, who sees what, and what a changed document makes stale. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Attempt } from '../../domain/attempt.ts';
import type { Ladder } from '../../domain/ladder.ts';
import { type Database, openDatabase } from '../../store/connection.ts';
import { engines, type TestWorkbench } from '../../store/testing/engines.ts';
import { type MockProvider, startMockProvider } from '../../testing/start-mock-provider.ts';
import { ask } from '../ask.ts';
import { climb } from '../climb.ts';
import { interruptible } from '../interruption.ts';
import { openWorkbench, type Workbench } from '../open-workbench.ts';
import { recordedStack } from '../recorded-stack.ts';
import { rescore } from '../rescore.ts';
import { storedAttempts } from '../stored-attempts.ts';
import { openTask } from '../task.ts';
import { type TaskFolder, taskFolder } from '../testing/task-folder.ts';

const pages = {
  'refunds.md': '# Refunds\n\nA refund takes 14 days once the parcel is back.\n',
  'care/limits.md': '# Limits\n\nA lead may refund up to 120 euro, CANARY.\n',
  'rental.md': '# Rental\n\nA rented bike is swapped within two days.\n',
  '_acl.yaml': 'default: [everyone]\ncare/: [care]\n',
};
const questions = [
  ['How long does a refund take?', 'refunds.md', 'ann'],
  ['What may a lead refund in euro?', 'care/limits.md', 'care'],
  ['What may a lead refund, says ben?', 'care/limits.md', 'ann'],
  ['How soon is a rented bike swapped?', 'rental.md', 'ann'],
] as const;

let mock: MockProvider;
let billFolder: string;

beforeAll(async () => {
  billFolder = await mkdtemp(path.join(tmpdir(), 'fulcrum-bill-'));
  mock = await startMockProvider({
    answers: ['14 days [1].'],
    billFile: path.join(billFolder, 'bill.jsonl'),
  });
});
afterAll(async () => {
  await mock[Symbol.asyncDispose]();
  await rm(billFolder, { recursive: true, force: true });
});

describe.each(engines)('documents on the $name engine', (engine) => {
  describe.skipIf(engine.skipReason !== undefined)('with a database of its own', () => {
    let home: TestWorkbench;
    let database: Database;
    let task: TaskFolder;
    const model = `${engine.name}-documents`;

    beforeAll(async () => {
      home = await engine.create();
      database = await openDatabase(home.location);
      task = await taskFolder({
        baseURL: mock.baseURL,
        stateFolder: home.stateFolder,
        model,
        config: {
          cases: { file: 'questions.jsonl', split: { dev: 12, sealed: 8, seed: 1 } },
          contract: { kind: 'text' },
          knowledge: { documents: 'pages', abstention: 'not known' },
          levers: [
            'instruction',
            { lever: 'retrieval', k: 2 },
            'summarise-then-combine',
            { lever: 'summarise-then-combine', when: 'always' },
            'guardrails',
            'stuffed-knowledge',
            'oracle-passages',
          ],
          scorers: ['contains', 'context-recall'],
        },
      });
      await mkdir(path.join(task.path, 'pages', 'care'), { recursive: true });
      for (const [name, text] of Object.entries(pages)) await write(name, text);
      const lines = Array.from({ length: 24 }, (_, i) => {
        const [question, gold, principal] = questions[i % questions.length] ?? questions[0];
        return JSON.stringify({
          id: `q${i}`,
          input: `${question} (${i})`,
          expected: '14 days',
          goldDocuments: [gold],
          principal,
        });
      });
      await writeFile(path.join(task.path, 'questions.jsonl'), lines.join('\n'));
    }, 60_000);
    afterAll(async () => {
      await task[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    });

    const write = (name: string, text: string) => writeFile(path.join(task.path, 'pages', name), text);
    const billed = async () => (await mock.billed()).filter((call) => call.model === model).length;
    const open = async <T>(work: (workbench: Workbench) => Promise<T>): Promise<T> => {
      await using workbench = await openWorkbench({
        where: task.path,
        ...('url' in home.location && { databaseUrl: home.location.url }),
        interruption: interruptible(),
        onProgress: () => {},
        now: () => new Date(),
      });
      return await work(workbench);
    };
    const climbAgain = () => open((workbench) => climb(workbench, { only: [], resume: false }));
    const rung = (ladder: Ladder, name: string) => {
      const found = ladder.rungs.find((r) => r.name === name);
      if (found === undefined) throw new Error(`no rung ${name}: ${JSON.stringify(ladder.leftOut)}`);
      return found;
    };
    const attemptsOf = (ladder: Ladder, name: string) =>
      open(async (workbench) => {
        const { cases } = await openTask(workbench);
        const parts = { ...workbench.stores, caseSetHash: cases.hash };
        const found: { principal: string | undefined; attempt: Attempt | undefined }[] = [];
        const stored = storedAttempts(recordedStack(rung(ladder, name)), { split: 'dev' }, parts);
        for await (const { case: one, attempt } of stored) found.push({ principal: one.principal, attempt });
        return found;
      });

    /** Questions of dev that name a page their asker may not read. */
    const deniedOnDev = () =>
      open(async (workbench) => {
        const { cases } = await openTask(workbench);
        let denied = 0;
        for await (const one of workbench.stores.caseSets.stream(cases.hash, { split: 'dev' }))
          if (one.principal === 'ann' && one.goldDocuments?.includes('care/limits.md')) denied++;
        return denied;
      });

    test('each asker is answered from what they may read; the ceiling is no finalist', async () => {
      const ladder = await climbAgain();
      expect(ladder.rungs.map((r) => r.name)).toEqual([
        'instruction',
        'retrieval',
        'summarise, then combine',
        'guardrail (abstain)',
        'knowledge in the prompt',
        'oracle passages',
      ]);
      expect(ladder.leftOut).toMatchObject([
        {
          lever: 'summarise-then-combine',
          reason: expect.stringMatching(/^none of the 12 questions of dev/),
        },
      ]);
      expect(rung(ladder, 'oracle passages')).toMatchObject({ ceiling: true });
      expect(rung(ladder, 'oracle passages').sealed).toBeUndefined();
      expect(rung(ladder, 'oracle passages').dev.otherScores).toMatchObject([{ scorer: 'context-recall' }]);
      expect(rung(ladder, 'retrieval').why).toContain('nDCG@10');
      expect(rung(ladder, 'retrieval').retrieval).toMatchObject({
        questions: 12,
        unjudged: await deniedOnDev(),
        searches: [{ name: 'words' }],
      });
      const attempts = await attemptsOf(ladder, 'retrieval');
      expect(attempts).toHaveLength(12);
      for (const { principal, attempt } of attempts) {
        expect(attempt?.outcome.kind).toBe('answered');
        if (principal !== 'care') expect(JSON.stringify(attempt)).not.toContain('CANARY');
      }
      expect(JSON.stringify(attempts)).toContain('CANARY');
      const combined = await attemptsOf(ladder, 'summarise, then combine');
      for (const { principal, attempt } of combined) {
        expect(attempt?.outcome).toMatchObject({ answer: { search: { synthesis: expect.any(Array) } } });
        if (principal !== 'care') expect(JSON.stringify(attempt)).not.toContain('CANARY');
      }
      expect(JSON.stringify(combined)).toContain('"note":"14 days."');
      const stuffed = JSON.stringify(rung(ladder, 'knowledge in the prompt').stack);
      expect(stuffed).toContain('14 days');
      expect(stuffed).not.toContain('CANARY');
    }, 60_000);

    test('a guardrail withholds what the passages shown do not say, keeps it, and counts it', async () => {
      const ladder = await climbAgain();
      const guarded = rung(ladder, 'guardrail (abstain)');
      const seen = { passed: 0, abstained: 0 };
      for (const { attempt } of await attemptsOf(ladder, guarded.name)) {
        const answer = attempt?.outcome.kind === 'answered' ? attempt.outcome.answer : undefined;
        // The model always says "14 days [1].", which one page supports.
        const isSupported = answer?.evidence?.some(({ text }) => text.includes('14 days')) === true;
        const isAsked = answer?.promptHash !== undefined;
        const outcome = isSupported || !isAsked ? 'passed' : 'abstained';
        expect(answer?.guardrails?.groundedness).toMatchObject(
          outcome === 'passed' ? { outcome } : { outcome, unsupported: [{ output: '14 days [1].' }] },
        );
        expect(answer?.output).toBe(isSupported ? '14 days [1].' : 'not known');
        seen[outcome]++;
      }
      expect(seen.passed).toBeGreaterThan(0);
      expect(seen.abstained).toBeGreaterThan(0);
      expect(guarded.dev.guardrails).toEqual({
        groundedness: { answers: 12, flagged: 0, retried: 0, ...seen },
      });
      expect(rung(ladder, 'retrieval').dev.guardrails).toBeUndefined();
      const rescored = await open((workbench) => rescore(workbench, ladder.id));
      expect(rung(rescored, guarded.name).dev.guardrails).toEqual(guarded.dev.guardrails);
    }, 60_000);

    test('one question is answered from notes by the prompt and search of a rung, if it searches', async () => {
      const asked = (rung: string) =>
        open((workbench) =>
          ask(workbench, { question: 'How long does a refund take?', principal: 'ann', rung, combine: true }),
        );
      const { answer, rung: name } = await asked('retrieval');
      expect(name).toBe('retrieval');
      expect(answer.search?.synthesis?.[0]).toMatchObject({ document: 'refunds.md', note: '14 days.' });
      await expect(asked('instruction')).rejects.toMatchObject({ code: 'RUNG_SEARCHES_NOTHING' });
    }, 60_000);

    test('what did not change is not bought again; a changed page or reader makes its stacks stale, and no other', async () => {
      const before = await billed();
      const first = await climbAgain();
      expect(await billed()).toBe(before);
      await write('rental.md', '# Rental\n\nA rented bike is swapped within three days.\n');
      const edited = await climbAgain();
      expect(rung(edited, 'instruction').stackHash).toBe(rung(first, 'instruction').stackHash);
      expect(rung(edited, 'retrieval').stackHash).toBe(rung(first, 'retrieval').stackHash);
      expect(rung(edited, 'retrieval').versions?.corpusVersion).not.toBe(
        rung(first, 'retrieval').versions?.corpusVersion,
      );
      const bought = await billed();
      expect(bought).toBeGreaterThan(before);
      await write('_acl.yaml', 'default: [everyone]\ncare/: [care, ann]\n');
      const opened = await climbAgain();
      expect(rung(opened, 'retrieval').versions).toMatchObject({
        corpusVersion: rung(edited, 'retrieval').versions?.corpusVersion,
      });
      expect(await billed()).toBeGreaterThan(bought);
      const seen = await attemptsOf(opened, 'retrieval');
      expect(
        seen.some(
          ({ principal, attempt }) => principal === 'ann' && JSON.stringify(attempt).includes('CANARY'),
        ),
      ).toBe(true);
    }, 120_000);
  });
});
