/** What every store promises, on both engines. Knows the ports only, not how they are kept. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Attempt, attemptKey } from '../domain/attempt.ts';
import { inputHash } from '../domain/case.ts';
import { contentHash } from '../domain/content-hash.ts';
import type { CaseSetInfo, StoredCase } from '../domain/ports/case-set-store.ts';
import type { CallIntent, PurchasedAnswer } from '../domain/purchase.ts';
import { type Database, openDatabase } from './connection.ts';
import { openStores, type Stores } from './open-stores.ts';
import { engines, type TestWorkbench } from './testing/engines.ts';

/** JSON escapes of what Postgres text cannot hold, and a lone surrogate. */
const awkward = 'NUL \u0000, "quotes", \\ and \ud800 and 😀\n';

function storedCase(n: number, more: Partial<StoredCase> = {}): StoredCase {
  const input = `question ${n}`;
  const split = n % 4 === 0 ? 'sealed' : n % 4 === 1 ? 'dev' : 'train';
  return { id: `case-${n}`, input, tags: [], split, ordinal: n, inputHash: inputHash(input), ...more };
}

async function* casesUpTo(count: number): AsyncGenerator<StoredCase> {
  for (let n = 0; n < count; n++) yield storedCase(n);
}

const infoOf = (hash: string): CaseSetInfo => ({
  hash,
  sources: ['a.csv'],
  counts: { train: 1, dev: 1, sealed: 1 },
});

function attempt(n: number, outcome: Attempt['outcome'] = answered(`output ${n}`)): Attempt {
  const identity = { inputHash: inputHash(`question ${n}`), stackHash: contentHash('stack'), repeat: 0 };
  return {
    ...identity,
    key: attemptKey(identity),
    outcome,
    concurrency: 8,
    startedAt: new Date(1_700_000_000_123),
  };
}

function answered(output: string): Attempt['outcome'] {
  return {
    kind: 'answered',
    answer: { output, finish: 'stop', costUsd: 0.25, latencyMs: 12.5, callIds: [] },
  };
}

function failed(retryable: boolean): Attempt['outcome'] {
  return { kind: 'failed', failure: { code: 'TIMEOUT', message: 'no answer', retryable }, callIds: [] };
}

const intent = (request: string, maxCostUsd?: number): CallIntent => ({
  model: 'mock/one',
  requestHash: contentHash(request),
  tryNumber: 0,
  ...(maxCostUsd !== undefined && { maxCostUsd }),
});

const bought = (costUsd?: number): PurchasedAnswer => ({
  latencyMs: 3.5,
  body: { text: awkward },
  usage: { inputTokens: 100, cachedInputTokens: 40, outputTokens: 7 },
  ...(costUsd !== undefined && { costUsd }),
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe.each(engines)('on the $name engine', (engine) => {
  describe.skipIf(engine.skipReason !== undefined)('the stores', () => {
    let workbench: TestWorkbench;
    let database: Database;
    let stores: Stores;

    beforeAll(async () => {
      workbench = await engine.create();
      database = await openDatabase(workbench.location);
      stores = openStores(database, workbench.stateFolder);
    });
    afterAll(async () => {
      await database[Symbol.asyncDispose]();
      await workbench[Symbol.asyncDispose]();
    });

    test('the database says what it is', () => {
      expect(database.engine).toBe(engine.name);
      expect(database.version).toMatch(/^\d+\.\d+$/);
    });

    describe('case sets', () => {
      test('come back whole, by split, in import order', async () => {
        const info = await stores.caseSets.import('whole', casesUpTo(2_501), () => infoOf('whole'));
        expect(info).toEqual(infoOf('whole'));
        expect(await stores.caseSets.find('whole')).toEqual(info);
        const dev = await collect(stores.caseSets.stream('whole', { split: 'dev' }));
        expect(dev).toEqual((await collect(casesUpTo(2_501))).filter((stored) => stored.split === 'dev'));
      });

      test('keep every field of a case', async () => {
        const full = storedCase(0, {
          input: [{ role: 'user', content: awkward }],
          expected: { kind: 'json', value: { a: [1, null] } },
          assertions: [{ scorer: 'contains', value: 'x', threshold: 0.5, negated: true }],
          group: 'g',
          tags: ['a', 'b'],
          goldDocuments: ['d'],
          principal: 'alice',
          humanScore: 0.75,
        });
        const one = async function* () {
          yield full;
        };
        await stores.caseSets.import('full', one(), () => infoOf('full'));
        expect(await collect(stores.caseSets.stream('full', { split: full.split }))).toEqual([full]);
      });

      test('can be limited and picked by id', async () => {
        await stores.caseSets.import('picked', casesUpTo(3_000), () => infoOf('picked'));
        const ids = (cases: StoredCase[]) => cases.map((stored) => stored.id);
        const first = await collect(stores.caseSets.stream('picked', { split: 'train', limit: 3 }));
        expect(ids(first)).toEqual(['case-2', 'case-3', 'case-6']);
        const wanted = ['case-2999', 'case-2', 'case-4', 'no-such-case'];
        const some = await collect(stores.caseSets.stream('picked', { split: 'train', ids: wanted }));
        expect(ids(some)).toEqual(['case-2', 'case-2999']);
      });

      test('stream large cases page by page', async () => {
        const large = async function* () {
          for (let n = 0; n < 12; n++)
            yield storedCase(n, { split: 'train', input: String(n).repeat(1_000_000) });
        };
        await stores.caseSets.import('large', large(), () => infoOf('large'));
        const read = await collect(stores.caseSets.stream('large', { split: 'train' }));
        expect(read.map((stored) => stored.ordinal)).toEqual(Array.from({ length: 12 }, (_, n) => n));
      });

      test('that fail half-way leave nothing, and can be imported again', async () => {
        const breaking = async function* () {
          yield* casesUpTo(1_500);
          throw new Error('the file ends here');
        };
        const failing = stores.caseSets.import('half', breaking(), () => infoOf('half'));
        await expect(failing).rejects.toThrow('the file ends here');
        expect(await stores.caseSets.find('half')).toBeUndefined();
        const { rows } = await database.pool.query(
          'select count(*)::int as n from fulcrum.cases c where not exists (select from fulcrum.case_sets s where s.id = c.set_id and s.is_ready)',
        );
        expect(rows).toEqual([{ n: 0 }]);
        await stores.caseSets.import('half', casesUpTo(5), () => infoOf('half'));
        expect(await collect(stores.caseSets.stream('half', { split: 'dev' }))).toHaveLength(1);
      });

      test('with a repeated id are refused', async () => {
        const repeated = async function* () {
          yield storedCase(1);
          yield storedCase(2, { id: 'case-1' });
        };
        const failing = stores.caseSets.import('repeated', repeated(), () => infoOf('repeated'));
        await expect(failing).rejects.toThrow(/case_id/);
        expect(await stores.caseSets.find('repeated')).toBeUndefined();
      });

      test('imported twice at once are there once', async () => {
        const infos = await Promise.all(
          [1, 2, 3].map(() => stores.caseSets.import('twice', casesUpTo(1_200), () => infoOf('twice'))),
        );
        expect(infos).toEqual([infoOf('twice'), infoOf('twice'), infoOf('twice')]);
        expect(await collect(stores.caseSets.stream('twice', { split: 'dev' }))).toHaveLength(300);
        let asked = 0;
        const unread = async function* () {
          asked++;
          yield storedCase(0);
        };
        await stores.caseSets.import('twice', unread(), () => infoOf('other'));
        expect(asked).toBe(0);
      });
    });

    describe('attempts', () => {
      test('come back as they were saved', async () => {
        const identity = {
          inputHash: inputHash('a'),
          stackHash: contentHash('s'),
          caseId: 'c-1',
          corpusVersion: 'v1',
          examplePoolVersion: 'p1',
          principal: 'alice',
          permissionVersion: 'v2',
          repeat: 3,
        };
        const full: Attempt = { ...attempt(0, answered(awkward)), ...identity, key: attemptKey(identity) };
        await Promise.all([stores.attempts.save(full), stores.attempts.save(attempt(1, failed(false)))]);
        const read = await stores.attempts.read([full.key, attempt(1).key, 'no-such-key']);
        expect(new Map(read.map((one) => [one.key, one]))).toEqual(
          new Map([
            [full.key, full],
            [attempt(1).key, attempt(1, failed(false))],
          ]),
        );
      });

      test('final ones are kept, retryable failures are replaced', async () => {
        const outcomeOf = async (n: number) => (await stores.attempts.read([attempt(n).key]))[0]?.outcome;
        await stores.attempts.save(attempt(10, failed(true)));
        expect(await stores.attempts.existing([attempt(10).key])).toEqual(new Set());
        await stores.attempts.save(attempt(10, answered('first')));
        await stores.attempts.save(attempt(10, answered('second')));
        await stores.attempts.save(attempt(10, failed(true)));
        expect(await outcomeOf(10)).toEqual(answered('first'));
        expect(await stores.attempts.existing([attempt(10).key, attempt(11).key])).toEqual(
          new Set([attempt(10).key]),
        );
        // The same, within one commit.
        await Promise.all(
          [failed(true), answered('third'), answered('fourth'), failed(true)].map((outcome) =>
            stores.attempts.save(attempt(12, outcome)),
          ),
        );
        expect(await outcomeOf(12)).toEqual(answered('third'));
      });

      test('one that the database refuses does not take others down', async () => {
        const bad: Attempt = { ...attempt(20), key: 'bad', caseId: 'a NUL \u0000 in an id' };
        const results = await Promise.allSettled(
          [attempt(21), bad, attempt(22)].map((one) => stores.attempts.save(one)),
        );
        expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
        expect(await stores.attempts.existing([attempt(21).key, 'bad', attempt(22).key])).toEqual(
          new Set([attempt(21).key, attempt(22).key]),
        );
      });

      test('thousands at once share commits', async () => {
        const many = Array.from({ length: 3_000 }, (_, n) => attempt(1_000 + n));
        await Promise.all(many.map((one) => stores.attempts.save(one)));
        const keys = many.map((one) => one.key);
        // The transactions that wrote these rows, whatever else the server was doing meanwhile.
        const { rows } = await database.pool.query<{ commits: number }>(
          'select count(distinct xmin::text)::integer as commits from fulcrum.attempts where key = any($1)',
          [keys],
        );
        expect(rows[0]?.commits).toBeGreaterThan(0);
        expect(rows[0]?.commits).toBeLessThan(30);
        expect((await stores.attempts.existing(keys)).size).toBe(3_000);
      });
    });

    describe('the ledger', () => {
      const zero = {
        calls: { intended: 0, settled: 0, failed: 0, unknown: 0 },
        inputTokens: 0,
        cachedInputTokens: 0,
        outputTokens: 0,
        callsWithoutUsage: 0,
        settledUsd: 0,
        reservedUsd: 0,
        callsWithoutCost: 0,
      };

      test('journals an answer and buys it once', async () => {
        const scope = { runId: 'buys-once', attemptKey: 'a1' };
        await stores.ledger.openBudget(scope.runId, 1);
        const purchase = stores.ledger.purchase(scope);
        const ids: string[] = [];
        const call = async (callId: string) => {
          ids.push(callId);
          return bought(0.1);
        };
        const first = await purchase(intent('r1', 0.2), call);
        expect(first).toEqual({ ...bought(0.1), callId: ids[0], replayed: false });
        const again = await purchase({ ...intent('r1', 0.2), tryNumber: 1 }, call);
        expect(again).toEqual({ ...bought(0.1), callId: ids[0], replayed: true });
        expect(ids).toHaveLength(1);
        // Another request, and the same request for another attempt, are other calls.
        await purchase(intent('r2', 0.2), call);
        await stores.ledger.purchase({ ...scope, attemptKey: 'a2' })(intent('r1', 0.2), call);
        expect(ids).toHaveLength(3);
        expect(await stores.ledger.totals(scope.runId)).toEqual({
          ...zero,
          calls: { ...zero.calls, settled: 3 },
          inputTokens: 300,
          cachedInputTokens: 120,
          outputTokens: 21,
          settledUsd: 0.3,
        });
      });

      test('reserves while a call is out, and releases what it did not cost', async () => {
        const runId = 'reserves';
        await stores.ledger.openBudget(runId, 1);
        const purchase = stores.ledger.purchase({ runId, attemptKey: runId });
        let during: unknown;
        await purchase(intent('r', 0.9), async () => {
          during = await stores.ledger.totals(runId);
          return bought(0.3);
        });
        expect(during).toMatchObject({ calls: { intended: 1 }, reservedUsd: 0.9, settledUsd: 0 });
        await purchase(intent('now it fits', 0.7), async () => bought(0.7));
        expect(await stores.ledger.totals(runId)).toMatchObject({ settledUsd: 1, reservedUsd: 0 });
        await expect(purchase(intent('too much', 0.2), async () => bought(0.2))).rejects.toMatchObject({
          code: 'BUDGET_EXHAUSTED',
          details: { limitUsd: 1, spentUsd: 1, reservedUsd: 0, neededUsd: 0.2 },
        });
      });

      test('waits for calls under way that hold the budget, and refuses only when none is left', async () => {
        const runId = 'waits';
        await stores.ledger.openBudget(runId, 1);
        // Each reserves far more than it costs: one at a time, 14 of 20 fit before 0.6 is no longer free.
        const results = await Promise.allSettled(
          Array.from({ length: 20 }, (_, n) =>
            stores.ledger.purchase({ runId, attemptKey: `${runId} ${n}` })(intent('r', 0.6), async () => {
              await new Promise(setImmediate);
              return bought(0.03);
            }),
          ),
        );
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(14);
        const refused = results.find((result) => result.status === 'rejected');
        expect(refused?.reason).toMatchObject({ code: 'BUDGET_EXHAUSTED', details: { reservedUsd: 0 } });
        expect(await stores.ledger.totals(runId)).toMatchObject({ settledUsd: 0.42, reservedUsd: 0 });
      });

      test('admits of one batch what fits, and no call is refused because of a larger one', async () => {
        const runId = 'batch';
        await stores.ledger.openBudget(runId, 1);
        const purchase = (n: number, maxCostUsd: number) =>
          stores.ledger.purchase({ runId, attemptKey: `${runId} ${n}` })(intent('r', maxCostUsd), async () =>
            bought(maxCostUsd),
          );
        const results = await Promise.allSettled([0.4, 5, 0.3, 0.2, 0.2].map((cost, n) => purchase(n, cost)));
        expect(results.map(({ status }) => status)).toEqual([
          'fulfilled',
          'rejected',
          'fulfilled',
          'fulfilled',
          'rejected',
        ]);
        expect(await stores.ledger.totals(runId)).toMatchObject({ settledUsd: 0.9, reservedUsd: 0 });
      });

      test('books a failed call as free and one that may have been billed as unknown', async () => {
        const runId = 'failures';
        await stores.ledger.openBudget(runId, 1);
        const failing = (request: string, error: Error) =>
          stores.ledger.purchase({ runId, attemptKey: runId })(intent(request, 0.4), async () => {
            throw error;
          });
        await expect(failing('refused', new Error('400'))).rejects.toThrow('400');
        const cut = Object.assign(new Error('cut off'), { billing: 'unknown' });
        await expect(failing('cut', cut)).rejects.toBe(cut);
        expect(await stores.ledger.totals(runId)).toEqual({
          ...zero,
          calls: { intended: 0, settled: 0, failed: 1, unknown: 1 },
          reservedUsd: 0.4,
        });
        const over = stores.ledger.purchase({ runId, attemptKey: runId })(intent('over', 0.7), async () =>
          bought(0),
        );
        await expect(over).rejects.toMatchObject({ code: 'BUDGET_EXHAUSTED' });
      });

      test('keeps the reservation of an answer whose cost is unknown', async () => {
        const runId = 'unknown-cost';
        await stores.ledger.openBudget(runId, 1);
        const purchase = stores.ledger.purchase({ runId, attemptKey: runId });
        await purchase(intent('r', 0.6), async () => ({ latencyMs: 1, body: null }));
        expect(await stores.ledger.totals(runId)).toEqual({
          ...zero,
          calls: { ...zero.calls, settled: 1 },
          callsWithoutUsage: 1,
          callsWithoutCost: 1,
          reservedUsd: 0.6,
        });
        await expect(purchase(intent('s', 0.6), async () => bought(0))).rejects.toMatchObject({
          code: 'BUDGET_EXHAUSTED',
        });
      });

      test('takes counts that cannot be for unknown', async () => {
        const runId = 'impossible';
        await stores.ledger.openBudget(runId, undefined);
        await stores.ledger.purchase({ runId, attemptKey: runId })(intent('r'), async () => ({
          ...bought(Number.NaN),
          usage: { inputTokens: -5, outputTokens: 1e300 },
        }));
        expect(await stores.ledger.totals(runId)).toMatchObject({
          inputTokens: 0,
          outputTokens: 0,
          callsWithoutUsage: 1,
          callsWithoutCost: 1,
        });
      });

      test('needs a price under a limit, and none without', async () => {
        await stores.ledger.openBudget('limited', 1);
        await stores.ledger.openBudget('unlimited', undefined);
        const purchase = (runId: string) =>
          stores.ledger.purchase({ runId, attemptKey: runId })(intent('r'), async () => bought());
        await expect(purchase('limited')).rejects.toMatchObject({ code: 'BUDGET_NEEDS_PRICE' });
        await expect(purchase('unlimited')).resolves.toMatchObject({ replayed: false });
        await expect(purchase('never opened')).rejects.toMatchObject({ code: 'NOT_BOUGHT' });
      });

      test('raises a limit when the budget is opened again', async () => {
        const runId = 'raised';
        const purchase = stores.ledger.purchase({ runId, attemptKey: runId });
        await stores.ledger.openBudget(runId, 0.5);
        await purchase(intent('r1', 0.5), async () => bought(0.5));
        await expect(purchase(intent('r2', 0.5), async () => bought(0.5))).rejects.toMatchObject({
          code: 'BUDGET_EXHAUSTED',
        });
        await stores.ledger.openBudget(runId, 1);
        await purchase(intent('r2', 0.5), async () => bought(0.5));
        expect(await stores.ledger.totals(runId)).toMatchObject({ settledUsd: 1 });
      });

      test('sums small amounts without drift', async () => {
        const runId = 'drift';
        await stores.ledger.openBudget(runId, 0.3);
        for (let n = 0; n < 3; n++)
          await stores.ledger.purchase({ runId, attemptKey: `${runId} ${n}` })(intent('r', 0.1), async () =>
            bought(0.1),
          );
        expect((await stores.ledger.totals(runId)).settledUsd).toBe(0.3);
      });

      test('leaves the calls of living processes alone when it recovers', async () => {
        const runId = 'alive';
        await stores.ledger.openBudget(runId, undefined);
        await stores.ledger.purchase({ runId, attemptKey: runId })(intent('r'), async () => {
          expect(await stores.ledger.recover(runId)).toBe(0);
          return bought();
        });
      });
    });

    test('records are replaced by id and listed newest first', async () => {
      const put = (id: string, task: string, body: string) =>
        stores.records.put({ id, kind: 'ladder', task, body: { body } });
      await put('one', 'triage', awkward);
      await put('two', 'triage', 'b');
      await put('three', 'other', 'c');
      const first = await stores.records.get('one');
      expect(first).toMatchObject({ id: 'one', kind: 'ladder', task: 'triage', body: { body: awkward } });
      await put('one', 'triage', 'changed');
      const changed = await stores.records.get('one');
      expect(changed?.body).toEqual({ body: 'changed' });
      expect(changed?.createdAt).toEqual(first?.createdAt);
      expect(changed?.updatedAt.getTime()).toBeGreaterThanOrEqual(first?.updatedAt.getTime() ?? Number.NaN);
      const ids = async (query: Parameters<Stores['records']['list']>[0]) =>
        (await stores.records.list(query)).map((record) => record.id);
      expect(await ids({ kind: 'ladder' })).toEqual(['three', 'two', 'one']);
      expect(await ids({ kind: 'ladder', task: 'triage', limit: 1 })).toEqual(['two']);
      expect(await ids({ kind: 'no such kind' })).toEqual([]);
      expect(await stores.records.get('four')).toBeUndefined();
    });

    test('embeddings come back bit by bit, by model', async () => {
      const entries = new Map(
        Array.from({ length: 1_200 }, (_, n) => [
          `text ${n} ${awkward}`,
          Float32Array.of(n, Math.PI, -0, 1e-40),
        ]),
      );
      await stores.embeddings.write('model-a', entries);
      await stores.embeddings.write('model-a', entries);
      const texts = [...entries.keys()];
      const read = await stores.embeddings.read('model-a', [...texts, 'not there']);
      expect(read).toEqual(entries);
      expect(await stores.embeddings.read('model-b', texts.slice(0, 3))).toEqual(new Map());
    });

    test('a run is leased to one at a time', async () => {
      {
        await using lease = await stores.leases.acquire('leased');
        expect(lease.runId).toBe('leased');
        await expect(stores.leases.acquire('leased')).rejects.toMatchObject({
          code: 'RUN_BUSY',
          details: { pid: process.pid },
        });
        await using other = await stores.leases.acquire('another');
        expect(other.runId).toBe('another');
      }
      await using again = await stores.leases.acquire('leased');
      expect(again.runId).toBe('leased');
      const races = await Promise.allSettled(Array.from({ length: 8 }, () => stores.leases.acquire('raced')));
      expect(races.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    test('a lease from elsewhere is taken over only once its heartbeat has stopped', async () => {
      const holder = JSON.stringify(['another-host', 'another boot', 1, '1']);
      const age = (seconds: number) =>
        database.pool.query(
          `insert into fulcrum.run_leases (run_id, holder, token, heartbeat_at)
          values ('elsewhere', $1, gen_random_uuid(), clock_timestamp() - make_interval(secs => $2))
          on conflict (run_id) do update set heartbeat_at = excluded.heartbeat_at`,
          [holder, seconds],
        );
      await age(55);
      await expect(stores.leases.acquire('elsewhere')).rejects.toMatchObject({
        code: 'RUN_BUSY',
        details: { pid: 1, host: 'another-host' },
      });
      await age(61);
      await using lease = await stores.leases.acquire('elsewhere');
      expect(lease.runId).toBe('elsewhere');
    });

    describe('artefacts', () => {
      const body = { weights: [1.5, -2e-9], text: awkward };

      test('are found by content', async () => {
        const ref = await stores.artefacts.put('classifier', body);
        expect(ref).toEqual({ kind: 'classifier', hash: contentHash(body) });
        expect(await stores.artefacts.get(ref)).toEqual(body);
        const names = await readdir(join(workbench.stateFolder, 'artefacts'));
        expect(names).toEqual([`classifier-${ref.hash}.json`]);
      });

      test('that are missing, damaged or misnamed are errors', async () => {
        const ref = await stores.artefacts.put('classifier', body);
        const hash = '0'.repeat(64);
        await expect(stores.artefacts.get({ kind: 'classifier', hash })).rejects.toMatchObject({
          code: 'ARTEFACT_MISSING',
        });
        const file = join(workbench.stateFolder, 'artefacts', `classifier-${ref.hash}.json`);
        await writeFile(file, (await readFile(file, 'utf8')).replace('1.5', '1.6'));
        await expect(stores.artefacts.get(ref)).rejects.toMatchObject({ code: 'ARTEFACT_CORRUPT' });
        await writeFile(file, '{"weights": [1.5');
        await expect(stores.artefacts.get(ref)).rejects.toMatchObject({ code: 'ARTEFACT_CORRUPT' });
        await stores.artefacts.put('classifier', body);
        expect(await stores.artefacts.get(ref)).toEqual(body);
        await expect(stores.artefacts.get({ kind: '../../etc', hash })).rejects.toThrow(TypeError);
      });
    });
  });
});
