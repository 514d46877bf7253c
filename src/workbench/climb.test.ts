/** A climb from end to end over a mock model service that keeps its own bill, on both engines. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSealedSetLog } from '../cases/seal/sealed-set-log.ts';
import { type Ladder, ladderSchema } from '../domain/ladder.ts';
import { openModelSource } from '../models/open-model-source.ts';
import { renderTerminal } from '../report/terminal.ts';
import { type Database, openDatabase } from '../store/connection.ts';
import { engines, type TestWorkbench } from '../store/testing/engines.ts';
import { fakeLanguageModel } from '../testing/fake-language-model.ts';
import { type MockProvider, startMockProvider } from '../testing/start-mock-provider.ts';
import { check } from './check.ts';
import { type ClimbOptions, climb } from './climb.ts';
import { compareRungs } from './compare.ts';
import { modelSourceOptions } from './config/model-source-options.ts';
import { type Interruptible, interruptible } from './interruption.ts';
import { openWorkbench, type Workbench } from './open-workbench.ts';
import type { Progress } from './progress.ts';
import { rescore } from './rescore.ts';
import { seal } from './seal.ts';
import { listLadders, readLadder } from './show.ts';
import { comparableLadder } from './testing/comparable-ladder.ts';
import { mockLabels, type TaskFolder, type TaskFolderOptions, taskFolder } from './testing/task-folder.ts';

const whole: ClimbOptions = { only: [], resume: false };
let mock: MockProvider;
let billFolder: string;

beforeAll(async () => {
  billFolder = await mkdtemp(path.join(tmpdir(), 'fulcrum-bill-'));
  mock = await startMockProvider({ answers: mockLabels, billFile: path.join(billFolder, 'bill.jsonl') });
});
afterAll(async () => {
  await mock[Symbol.asyncDispose]();
  await rm(billFolder, { recursive: true, force: true });
});

const billed = async (model: string) => (await mock.billed()).filter((call) => call.model === model);

describe.each(engines)('a climb on the $name engine', (engine) => {
  describe.skipIf(engine.skipReason !== undefined)('with a database of its own', () => {
    let home: TestWorkbench;
    /** Keeps the embedded server running between climbs. */
    let database: Database;
    const cleanup = new AsyncDisposableStack();

    beforeAll(async () => {
      home = await engine.create();
      database = await openDatabase(home.location);
    });
    afterAll(async () => {
      await cleanup.disposeAsync();
      await database[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    });

    /** A task whose model has a name of its own. */
    async function newTask(name: string, options: Partial<TaskFolderOptions> = {}): Promise<NamedTask> {
      const model = options.model ?? `${engine.name}-${name}`;
      const { stateFolder } = home;
      const folder = await taskFolder({ baseURL: mock.baseURL, stateFolder, ...options, model });
      return { ...cleanup.use(folder), model };
    }

    interface NamedTask extends TaskFolder {
      readonly model: string;
    }

    interface Opened {
      readonly workbench: Workbench;
      readonly events: readonly Progress[];
      readonly interruption: Interruptible;
    }

    async function open<T>(
      { path: where }: TaskFolder,
      work: (opened: Opened) => Promise<T>,
      onProgress: (event: Progress, interruption: Interruptible) => void = () => {},
    ): Promise<T> {
      const interruption = interruptible();
      const events: Progress[] = [];
      await using workbench = await openWorkbench({
        where,
        ...('url' in home.location && { databaseUrl: home.location.url }),
        interruption,
        onProgress: (event) => {
          events.push(event);
          onProgress(event, interruption);
        },
        now: () => new Date(),
      });
      return await work({ workbench, events, interruption });
    }

    const climbTask = (task: TaskFolder, options: Partial<ClimbOptions> = {}) =>
      open(task, ({ workbench }) => climb(workbench, { ...whole, ...options }));

    test('records its rungs, decides on the sealed set, and buys nothing the second time', async () => {
      const task = await newTask('twice', {
        config: {
          external: [{ name: 'rules', function: 'rules.mjs#route', costUsdPerAnswer: 0 }],
          reference: 'instruction',
        },
      });
      await writeFile(
        path.join(task.path, 'rules.mjs'),
        "export const route = (text) => (/invoice|card|receipt/.test(text) ? 'billing' : 'repair');\n",
      );
      const first = await climbTask(task);
      expect(ladderSchema.parse(first)).toEqual(first);
      expect(first.rungs.map((r) => r.name)).toEqual([
        'rules',
        'majority class',
        'naive Bayes',
        'instruction',
      ]);
      expect(first.rungs.every((r) => r.dev.scored === 30 && r.dev.failed === 0)).toBe(true);
      expect(first.decision).toMatchObject({ kind: 'ship', basis: 'sealed' });

      const bill = await billed(task.model);
      const { spending } = first;
      expect(bill).toHaveLength(70);
      expect(spending).toMatchObject({ unknownCalls: 0, failedCalls: 0, reservedUsd: 0 });
      expect(spending.inputTokens).toBe(sum(bill.map((c) => c.inputTokens)));
      expect(spending.outputTokens).toBe(sum(bill.map((c) => c.outputTokens)));
      expect(spending.settledUsd).toBeCloseTo((spending.inputTokens + 2 * spending.outputTokens) / 1e6, 12);

      const looks = await readSealedSetLog(task.path);
      const read = first.rungs.filter((r) => r.sealed !== undefined);
      expect(looks.map((l) => l.rung).sort()).toEqual(read.map((r) => r.name).sort());
      expect(looks.every((l) => l.kind === 'confirmatory' && l.batch === first.id)).toBe(true);

      const second = await climbTask(task);
      expect(await billed(task.model)).toHaveLength(70);
      expect(second.spending).toMatchObject({ settledCalls: 0, settledUsd: 0, inputTokens: 0 });
      expect(await readSealedSetLog(task.path)).toEqual(looks);
      expect(comparableLadder(second)).toEqual(comparableLadder(first));
    });

    test('leaves the sealed set alone on a quick look, and decides nothing', async () => {
      const task = await newTask('quick');
      const few = await climbTask(task, { limit: 10 });
      expect(few.rungs.map((r) => r.dev.cases)).toEqual([10, 10, 10]);
      const one = await climbTask(task, { only: ['naive-bayes'] });
      expect(one.rungs.map((r) => r.lever)).toEqual(['naive-bayes']);
      for (const ladder of [few, one]) {
        expect(ladder.decision).toMatchObject({ kind: 'undecided', basis: 'dev' });
        expect(ladder.rungs.some((r) => r.sealed)).toBe(false);
      }
      expect(await readSealedSetLog(task.path)).toEqual([]);
      expect(await billed(task.model)).toHaveLength(10);
      // Judged again it is still a quick look.
      const again = await open(task, ({ workbench }) => rescore(workbench, few.id));
      expect(comparableLadder(again)).toEqual(comparableLadder(few));
    });

    test('pulls a lever that the task does not list when asked for it alone', async () => {
      const task = await newTask('unlisted', { config: { levers: ['majority'] } });
      const ladder = await climbTask(task, { only: ['naive-bayes'] });
      expect(ladder.rungs.map((r) => r.lever)).toEqual(['naive-bayes']);
      await expect(climbTask(task, { only: ['instrution'] })).rejects.toMatchObject({
        code: 'LEVER_UNKNOWN',
      });
    });

    test('leaves out what cannot be pulled, with the reason', async () => {
      const task = await newTask('left-out', {
        config: { levers: ['majority', 'retrieved-few-shot', { lever: 'reasoning', kind: 'effort' }] },
      });
      const ladder = await climbTask(task, { limit: 4 });
      expect(ladder.rungs.map((r) => r.lever)).toEqual(['majority']);
      expect(ladder.leftOut.map((l) => l.lever)).toEqual(['retrieved-few-shot', 'reasoning']);
      expect(ladder.leftOut[0]?.reason).toContain('embedding');
      expect(ladder.leftOut[1]?.reason).toContain('effort');
    });

    test('refuses a budget over a model of unknown price before anything is bought', async () => {
      const task = await newTask('no-price', { config: { prices: {} } });
      await expect(climbTask(task, { budgetUsd: 1 })).rejects.toMatchObject({
        code: 'BUDGET_NEEDS_PRICE',
        message: `a budget was set, but the price of mock/${task.model} is unknown`,
        advice: `Write \`prices: { 'mock/${task.model}': { inputUsdPerMillion: …, outputUsdPerMillion: … } }\` in fulcrum.config.json, or run without --budget.`,
      });
      expect(await billed(task.model)).toEqual([]);
      // Before the rungs that cost nothing, too.
      await expect(open(task, ({ workbench }) => readLadder(workbench, 'latest'))).rejects.toMatchObject({
        code: 'RECORD_UNKNOWN',
      });
      // A rung that asks no model needs no price.
      const free = await climbTask(task, { budgetUsd: 1, only: ['naive-bayes'] });
      expect(free.rungs).toHaveLength(1);
    });

    test('refuses a reference that no rung can be, a judge that cannot be had and a file that is not there, before it begins', async () => {
      const task = await newTask('not-ready');
      const refused = async (config: Readonly<Record<string, unknown>>) => {
        await task.configure(config);
        return climbTask(task).catch(({ code, message }: { code: string; message: string }) => ({
          code,
          message,
        }));
      };
      expect(await refused({ reference: 'instrution' })).toMatchObject({
        code: 'REFERENCE_UNKNOWN',
        message: expect.stringContaining('nearest is "instruction"'),
      });
      expect(await refused({ levers: ['majority', 'few-shot'], reference: 'few-shot (5)' })).toMatchObject({
        code: 'REFERENCE_UNKNOWN',
      });
      const judge = { kind: 'judge', settings: { model: { id: 'nobody/judge' }, rubric: 'Is it right?' } };
      expect(await refused({ scorers: [judge] })).toMatchObject({ code: 'MODEL_UNKNOWN' });
      expect(await refused({ external: [{ name: 'today', recorded: 'nowhere.csv' }] })).toMatchObject({
        code: 'TASK_FILE_MISSING',
      });
      expect(await billed(task.model)).toEqual([]);
      await expect(open(task, ({ workbench }) => readLadder(workbench, 'latest'))).rejects.toMatchObject({
        code: 'RECORD_UNKNOWN',
      });
      // By lever or by a name that its rung can have.
      for (const reference of ['naive-bayes', 'naive Bayes']) {
        await task.configure({ levers: ['majority', 'naive-bayes'], reference });
        expect((await climbTask(task)).referenceRungId).toBeDefined();
      }
    });

    test('says beforehand the most that will be reserved, over every case and not a sample of them', async () => {
      const task = await newTask('estimate');
      // The longest tickets stand last, so that the first ones tell nothing about them.
      const file = path.join(task.path, 'tickets.csv');
      const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
      const longer = lines.map((line, i) =>
        i > 60 ? line.replace('",', `${' and more'.repeat(40)}",`) : line,
      );
      await writeFile(file, `${longer.join('\n')}\n`);
      const { events, ladder } = await open(task, async ({ workbench, events }) => ({
        events,
        ladder: await climb(workbench, { ...whole, only: ['instruction'] }),
      }));
      const [estimate] = events.filter((event) => event.kind === 'estimate');
      const { reserved } = await database.kysely
        .selectFrom('fulcrum.calls')
        .select(({ fn }) => fn.sum<string>('reserved_usd').as('reserved'))
        .where('run_id', '=', ladder.id)
        .executeTakeFirstOrThrow();
      expect(estimate).toMatchObject({ name: 'instruction', answers: 30 });
      expect(estimate?.maxCostUsd).toBeCloseTo(Number(reserved), 9);
    });

    test('a check says everything a climb would refuse or leave out, each with what to do', async () => {
      const task = await newTask('check', {
        config: {
          levers: ['majority', 'instrution', { lever: 'few-shot', k: 0 }, 'retrieved-few-shot'],
          providers: [{ id: 'mock', baseURL: mock.baseURL, apiKeyEnv: 'FULCRUM_TEST_UNSET' }],
          scorers: ['labl'],
          knowledge: ['nowhere.md'],
        },
      });
      const found = async () => {
        const { findings } = await open(task, ({ workbench }) => check(workbench));
        const named = (code: string) => findings.find((finding) => finding.code === code);
        return { named, errors: findings.filter((f) => f.level === 'error').map((f) => f.code) };
      };
      const wrong = await found();
      expect(wrong.errors).toEqual([
        'LEVER_UNKNOWN',
        'LEVER_SETTINGS',
        'SCORER_UNKNOWN',
        'TASK_FILE_MISSING',
      ]);
      expect(wrong.named('LEVER_UNKNOWN')?.message).toContain('"instrution"; nearest is "instruction"');
      expect(wrong.named('SCORER_UNKNOWN')?.message).toContain('nearest is "label"');
      expect(wrong.named('MODEL_KEY_MISSING')).toMatchObject({
        level: 'warning',
        message: expect.stringContaining('FULCRUM_TEST_UNSET'),
      });
      await task.configure({ levers: ['majority', 'retrieved-few-shot'], reference: 'instruction' });
      const left = await found();
      expect(left.errors).toEqual(['REFERENCE_UNKNOWN']);
      expect(left.named('LEVER_LEFT_OUT')?.message).toMatch(
        /^retrieved-few-shot will be left out: .*embedding/,
      );
      // What cannot be pulled needs neither model nor price; the same lever with other settings can be.
      await task.configure({
        levers: ['retrieved-few-shot', { lever: 'retrieved-few-shot', by: 'bm25' }],
        reference: 'retrieved few-shot (8, bm25)',
      });
      expect((await found()).errors).toEqual([]);
      await task.configure({
        reference: 'retrieved few-shot (8, embedding)',
        levers: ['retrieved-few-shot'],
      });
      expect((await found()).errors).toEqual(['REFERENCE_UNKNOWN']);
      await task.configure({});
      expect((await found()).errors).toEqual([]);
    });

    test('stays within its budget, and goes on with a higher one', async () => {
      const task = await newTask('budget');
      const budgetUsd = 0.0035;
      const stopped = await climbTask(task, { budgetUsd }).catch((error: unknown) => error);
      expect(stopped).toMatchObject({
        code: 'BUDGET_EXHAUSTED',
        advice: expect.stringContaining('With a higher --budget the same command with --resume goes on'),
      });
      const cost = async () =>
        sum((await billed(task.model)).map((c) => c.inputTokens + 2 * c.outputTokens)) / 1e6;
      expect(await cost()).toBeGreaterThan(budgetUsd / 8);
      expect(await cost()).toBeLessThanOrEqual(budgetUsd);
      const { climb: id } = (stopped as { details: { climb: string } }).details;
      await open(task, async ({ workbench }) => {
        const kept = await readLadder(workbench, id);
        expect(kept).toMatchObject({ status: 'budget exhausted', spending: { budgetUsd } });
        expect(kept.spending.settledUsd).toBeCloseTo(await cost(), 12);
      });
      // Resumed without a new budget, it has the old one.
      await expect(climbTask(task, { resume: true })).rejects.toMatchObject({ code: 'BUDGET_EXHAUSTED' });
      expect(await cost()).toBeLessThanOrEqual(budgetUsd);
      const done = await climbTask(task, { resume: true, budgetUsd: 1 });
      expect(done).toMatchObject({ id, status: 'complete', spending: { budgetUsd: 1 } });
      expect(await billed(task.model)).toHaveLength(70);
      expect(done.spending.settledUsd).toBeCloseTo(await cost(), 12);
    });

    test('keeps everything when interrupted, resumes under its id, and ends as if it had not been', async () => {
      const model = `${engine.name}-interrupted`;
      const task = await newTask('interrupted', { model });
      let answered = 0;
      const stopped = await open(
        task,
        ({ workbench }) => climb(workbench, whole),
        (event, { interrupt }) => {
          if (event.kind === 'answered' && event.total === 40 && ++answered === 60) interrupt();
        },
      ).catch((error: unknown) => error);
      expect(stopped).toMatchObject({ code: 'INTERRUPTED' });
      const { climb: id } = (stopped as { details: { climb: string } }).details;
      const before = await billed(model);
      expect(before.length).toBeGreaterThan(30);
      expect(before.length).toBeLessThan(70);
      await open(task, async ({ workbench }) => {
        expect(await readLadder(workbench, 'latest')).toMatchObject({
          id,
          status: 'interrupted',
          stoppedBy: { code: 'INTERRUPTED' },
        });
      });
      const resumed = await climbTask(task, { resume: true });
      expect(resumed).toMatchObject({ id, status: 'complete' });
      const bill = await billed(model);
      expect(bill).toHaveLength(70);
      expect(resumed.spending.settledCalls).toBe(70);
      expect(resumed.spending.inputTokens).toBe(sum(bill.map((c) => c.inputTokens)));
      const at = (ladder: Ladder) => ladder.createdAt;
      await open(task, async ({ workbench }) => {
        expect((await listLadders(workbench)).map((l) => l.id)).toEqual([id]);
        expect(at(await readLadder(workbench, id))).toBe(at(resumed));
      });
      // With nothing left to go on with it does not begin another: that one would not have the budget of the first.
      await expect(climbTask(task, { resume: true })).rejects.toMatchObject({ code: 'NOTHING_TO_RESUME' });
      expect(await billed(model)).toHaveLength(70);

      await rm(path.join(task.path, 'sealed-set.log.jsonl'));
      const uninterrupted = await climbTask(task);
      expect(comparableLadder(resumed)).toEqual(comparableLadder(uninterrupted));
    });

    test('books calls that a hard interruption cut off as possibly billed', async () => {
      await using slow = await startMockProvider({ answers: mockLabels, delayMs: 5_000 });
      const task = await newTask('cut-off', { baseURL: slow.baseURL, config: { levers: ['instruction'] } });
      const stopped = await open(
        task,
        ({ workbench }) => climb(workbench, whole).catch((error: unknown) => error),
        ({ kind }, { interrupt }) => {
          if (kind !== 'measuring') return;
          setTimeout(interrupt, 1_500);
          setTimeout(interrupt, 1_600);
        },
      );
      expect(stopped).toMatchObject({ code: 'INTERRUPTED' });
      const kept = await open(task, ({ workbench }) => readLadder(workbench, 'latest'));
      expect(kept.spending).toMatchObject({ settledCalls: 0, unknownCalls: 8 });
      expect(kept.spending.reservedUsd).toBeGreaterThan(0);
    });

    test('refuses to climb a task that is being climbed', async () => {
      const task = await newTask('busy');
      const both = await Promise.allSettled([climbTask(task), climbTask(task)]);
      const [refused] = both.flatMap((ended) => (ended.status === 'rejected' ? [ended.reason] : []));
      expect(both.map((ended) => ended.status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(refused).toMatchObject({ code: 'RUN_BUSY', details: { pid: process.pid } });
      expect(await billed(task.model)).toHaveLength(70);
    });

    test('stops at once at a refused key', async () => {
      const task = await newTask('key', { model: 'fault:401', cases: { train: 30, dev: 150, sealed: 20 } });
      const stopped = await climbTask(task).catch((error: unknown) => error);
      expect(stopped).toMatchObject({ code: 'MODEL_KEY_REFUSED' });
      const kept = await open(task, ({ workbench }) => readLadder(workbench, 'latest'));
      expect(kept).toMatchObject({
        status: 'stopped',
        stoppedBy: { code: 'MODEL_KEY_REFUSED', message: expect.stringContaining('401') },
      });
      expect(kept.rungs.map((r) => r.lever)).toEqual(['majority', 'naive-bayes']);
      expect(kept.spending.failedCalls).toBeLessThanOrEqual(12);
      expect(await readSealedSetLog(task.path)).toEqual([]);
    });

    test('stops when the service is down, without a look at the sealed set, and buys what is missing later', async () => {
      const task = await newTask('down', { config: { levers: ['majority', 'instruction'] } });
      await task.configure({
        levers: ['majority', 'instruction'],
        providers: [{ id: 'mock', baseURL: 'http://127.0.0.1:1/v1' }],
      });
      const stopped = await open(task, ({ workbench }) =>
        climb(impatient(workbench), whole).catch((error: unknown) => error),
      );
      expect(stopped).toMatchObject({ code: 'ANSWERS_FAILING' });
      expect((stopped as Error).message).toContain('could not be reached');
      const kept = await open(task, ({ workbench }) => readLadder(workbench, 'latest'));
      expect(kept).toMatchObject({ status: 'stopped', stoppedBy: { code: 'ANSWERS_FAILING' } });
      const shown = renderTerminal(kept, { width: 200, colour: false });
      expect(shown).toMatch(/^stopped: 10 answers in a row failed: .*could not be reached/m);
      expect(shown.trimEnd().split('\n').at(-1)).toBe('  fulcrum climb --resume');
      // As it was recorded before there was the reason.
      const { stoppedBy: _, ...old } = { ...kept, status: 'interrupted' };
      expect(ladderSchema.parse(old)).toEqual(old);
      expect(await readSealedSetLog(task.path)).toEqual([]);
      await task.configure({ levers: ['majority', 'instruction'] });
      const later = await climbTask(task, { resume: true });
      expect(later.rungs.map((r) => r.dev.failed)).toEqual([0, 0]);
      expect(later.spending).toMatchObject({ settledCalls: 70, unknownCalls: 0 });
      expect(await billed(task.model)).toHaveLength(70);
    });

    test('decides nothing on a rung that lacks many answers', async () => {
      await using flaky = await startMockProvider({ answers: mockLabels, faultRate: 0.3, faults: ['503'] });
      const task = await newTask('flaky', { baseURL: flaky.baseURL, config: { levers: ['instruction'] } });
      const stopped = await open(task, ({ workbench }) =>
        climb(impatient(workbench), whole).catch((error: unknown) => error),
      );
      expect(stopped).toMatchObject({ code: 'ANSWERS_MISSING' });
      const kept = await open(task, ({ workbench }) => readLadder(workbench, 'latest'));
      expect(kept).toMatchObject({ status: 'stopped', decision: { kind: 'undecided' } });
      expect(kept.rungs[0]?.dev.failed).toBeGreaterThan(2);
      expect(await readSealedSetLog(task.path)).toEqual([]);
      await task.configure({ levers: ['instruction'], providers: [{ id: 'mock', baseURL: mock.baseURL }] });
      expect((await climbTask(task)).rungs[0]?.dev).toMatchObject({ failed: 0, scored: 30 });
    });

    test("measures a user's HTTP service and function", async () => {
      await using service = await answeringService((input) =>
        /brake|chain|wheel/.test(input) ? 'repair' : 'billing',
      );
      const task = await newTask('external', {
        config: {
          external: [
            { name: 'today', http: { url: service.url, version: '7' }, costUsdPerAnswer: 0.002 },
            { name: 'rules', function: 'rules.mjs' },
          ],
          levers: ['majority'],
        },
      });
      const rules = path.join(task.path, 'rules.mjs');
      await writeFile(rules, "export default async () => ({ output: 'billing', latencyMs: 12 });\n");
      const ladder = await climbTask(task, { budgetUsd: 5 }).catch((error: unknown) => error);
      // A function of unknown cost under a budget.
      expect(ladder).toMatchObject({ code: 'BUDGET_NEEDS_PRICE' });
      const free = await climbTask(task);
      expect(free.referenceRungId).toBe(free.rungs[0]?.id);
      expect(free.rungs.map((r) => r.name)).toEqual(['today', 'rules', 'majority class']);
      expect(free.rungs[0]?.dev.usdPer1kAnswers).toEqual({ value: expect.closeTo(2, 9) });
      expect(free.rungs[1]?.dev.usdPer1kAnswers).toHaveProperty('unknown');
      expect(free.rungs[1]?.dev.latency).toMatchObject({ value: { p50Ms: expect.closeTo(12, 0) } });
      // Changed, it is another stack, and a later look.
      await writeFile(rules, "export default () => 'repair';\n");
      // The module itself is loaded once a process; its digest tells.
      const changed = await climbTask(task);
      expect(changed.rungs[1]?.stackHash).not.toBe(free.rungs[1]?.stackHash);
      expect(service.requests()).toBe(70);
    });

    test("asks a user's own model object", async () => {
      const task = await newTask('own-model', { config: { levers: ['instruction'], prices: {} } });
      const own = fakeLanguageModel(() => 'repair');
      const ladder = await open(task, ({ workbench }) =>
        climb(
          { ...workbench, models: openModelSource({ modelObjects: { [`mock/${task.model}`]: own } }) },
          whole,
        ),
      );
      expect(own.asked).toHaveLength(70);
      expect(ladder.rungs[0]?.dev.usdPer1kAnswers).toHaveProperty('unknown');
      expect(ladder.rungs[0]?.dev).toMatchObject({ scored: 30, failed: 0 });
    });

    test('judges by a function of the user, and anew by another margin, buying nothing', async () => {
      const task = await newTask('custom', { config: { levers: ['majority', 'instruction'] } });
      const first = await climbTask(task);
      const again = await open(task, ({ workbench }) => {
        const config = {
          ...workbench.loaded.config,
          scorers: [
            ({ output, expected }: { output: string; expected: unknown }) => (output === expected ? 1 : 0.5),
          ],
          marginPoints: 20,
        };
        return rescore({ ...workbench, loaded: { ...workbench.loaded, config } }, 'latest');
      });
      expect(again).toMatchObject({
        marginPoints: 20,
        scorer: { binary: false },
        spending: { settledCalls: 0 },
      });
      const meanOf = (ladder: Ladder, at: number) => {
        const score = ladder.rungs[at]?.dev.score;
        return score && 'value' in score ? score.value : Number.NaN;
      };
      for (const at of [0, 1]) expect(meanOf(again, at)).toBeCloseTo(0.5 + meanOf(first, at) / 2, 12);
      expect(await billed(task.model)).toHaveLength(70);
    });

    test('buys judgements once and replays them when judging anew', async () => {
      const task = await newTask('judge', {
        config: {
          levers: ['majority'],
          scorers: [{ kind: 'judge', settings: { model: { id: 'own/judge' }, rubric: 'Is it right?' } }],
        },
      });
      const judge = fakeLanguageModel(() => '{"reason": "as it should be", "grade": 4}');
      const judged = <T>(work: (workbench: Workbench) => Promise<T>) =>
        open(task, ({ workbench }) =>
          work({
            ...workbench,
            models: openModelSource({ modelObjects: { 'own/judge': judge, [`mock/${task.model}`]: judge } }),
          }),
        );
      const first = await judged((workbench) => climb(workbench, whole));
      expect(first.rungs[0]?.dev.score).toEqual({ value: 0.75 });
      expect(first.spending.settledCalls).toBe(70);
      expect(judge.asked).toHaveLength(70);
      const again = await judged((workbench) => rescore(workbench, first.id));
      expect(comparableLadder(again)).toEqual(comparableLadder(first));
      const compared = await judged((workbench) =>
        compareRungs(workbench, `${first.id}:majority class`, `${again.id}:majority class`),
      );
      expect(compared.comparison).toMatchObject({ pairs: 40, differencePoints: 0 });
      expect(judge.asked).toHaveLength(70);
      // A judgement by another rubric was never bought, and is not bought now.
      await task.configure({
        levers: ['majority'],
        scorers: [{ kind: 'judge', settings: { model: { id: 'own/judge' }, rubric: 'Is it polite?' } }],
      });
      const unbought = await judged((workbench) => rescore(workbench, first.id));
      expect(unbought.rungs[0]?.dev).toMatchObject({ scored: 0, unscored: 30 });
      expect(unbought.decision.kind).toBe('undecided');
      expect(judge.asked).toHaveLength(70);
    });

    test('compares two rungs of one climb case by case', async () => {
      const task = await newTask('compare');
      const { id, rungs } = await climbTask(task, { limit: 20 });
      const compared = await open(task, ({ workbench }) =>
        compareRungs(workbench, `latest:naive Bayes`, `${id}:${rungs[2]?.id}`),
      );
      expect(compared).toMatchObject({ candidate: 'naive Bayes', reference: 'instruction', split: 'dev' });
      expect(compared.comparison?.pairs).toBe(20);
      await expect(
        open(task, ({ workbench }) => compareRungs(workbench, 'latest:best', 'latest:instruction')),
      ).rejects.toMatchObject({ code: 'RUNG_UNKNOWN' });
    });

    test('draws another sealed set when asked to, and reads it as a new one', async () => {
      const task = await newTask('seal', { cases: { train: 60, dev: 30, sealed: 30 } });
      const first = await climbTask(task);
      const state = await open(task, ({ workbench }) => seal(workbench, true));
      expect(state).toMatchObject({ cases: 30, looks: [], archived: first.caseSet.sealedHash });
      expect(state.sealedHash).not.toBe(first.caseSet.sealedHash);
      const second = await climbTask(task);
      expect(second.caseSet.sealedHash).toBe(state.sealedHash);
      expect(second.sealedLog.every((l) => l.kind === 'confirmatory')).toBe(true);
      const ids = async (file: string) =>
        (
          JSON.parse(await readFile(path.join(task.path, file), 'utf8')) as { cases: [string, string][] }
        ).cases.map(([id]) => id);
      const archived = await ids(`sealed-set.${first.caseSet.sealedHash?.slice(0, 8)}.json`);
      const now = await ids('sealed-set.json');
      expect(now.filter((id) => archived.includes(id))).toEqual([]);
    });
  });
});

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);

/** The same, with one try per call. */
function impatient(workbench: Workbench): Workbench {
  const retry = { maxAttempts: 1, firstPauseMs: 1, longestPauseMs: 1, totalMs: 1000 };
  return {
    ...workbench,
    models: openModelSource({ ...modelSourceOptions(workbench.loaded.config), retry }),
  };
}

async function answeringService(answer: (input: string) => string) {
  let requests = 0;
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      requests++;
      const { input } = JSON.parse(body) as { input: string };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ output: answer(input) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer`,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
