/** What holds when processes are killed or race, on both engines. Faults are injected into real processes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attemptKey } from '../domain/attempt.ts';
import { contentHash } from '../domain/content-hash.ts';
import { type Database, openDatabase } from './connection.ts';
import { openStores, type Stores } from './open-stores.ts';
import { cutConnections } from './testing/cut-connections.ts';
import { engines, type TestWorkbench } from './testing/engines.ts';
import { asUrlOrFolder, runProgram } from './testing/run-program.ts';

const keyOf = (n: number) =>
  attemptKey({ inputHash: contentHash(n), stackHash: contentHash('stack'), repeat: 0 });

/** The numbers that follow a word in printed lines. */
const numbers = (lines: readonly string[], word: string) =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.split(' ')[1]));

describe.each(engines)('on the $name engine', (engine) => {
  describe.skipIf(engine.skipReason !== undefined)('after faults', () => {
    let workbench: TestWorkbench;
    let database: Database;
    let stores: Stores;
    let where: string;

    beforeAll(async () => {
      workbench = await engine.create();
      where = asUrlOrFolder(workbench.location);
      database = await openDatabase(workbench.location);
      stores = openStores(database, workbench.stateFolder);
    });
    afterAll(async () => {
      await database[Symbol.asyncDispose]();
      await workbench[Symbol.asyncDispose]();
    });

    test('a buyer killed at several points loses nothing acknowledged and buys nothing twice', async () => {
      const runId = 'killed';
      const cases = 400;
      const sent: number[] = [];
      const done = new Set<number>();
      for (const killAfter of [1, 60, 130, 250]) {
        const buyer = runProgram('buy.ts', where, runId, String(cases));
        await buyer.until((lines) => numbers(lines, 'done').length >= killAfter);
        buyer.child.kill('SIGKILL');
        await buyer.ended;
        for (const n of numbers(buyer.lines, 'done')) done.add(n);
        sent.push(...numbers(buyer.lines, 'sent'));
        const kept = await stores.attempts.existing([...done].map(keyOf));
        expect(kept.size).toBe(done.size);
      }
      // A server may not have read yet what the dead process sent last.
      await sleep(300);
      const lost = await stores.ledger.recover(runId);
      expect(await stores.ledger.recover(runId)).toBe(0);
      const last = runProgram('buy.ts', where, runId, String(cases));
      expect(await last.ended).toBe(0);
      sent.push(...numbers(last.lines, 'sent'));

      const totals = await stores.ledger.totals(runId);
      // Each call that went out is in the ledger: answered, or unknown because its buyer died with it in flight.
      expect(totals.calls).toMatchObject({ intended: 0, failed: 0, settled: cases, unknown: lost });
      expect(sent.length).toBeGreaterThanOrEqual(cases);
      expect(sent.length).toBeLessThanOrEqual(cases + lost);
      // At most the calls in flight, 16 for each kill, were bought again, and each holds its reservation.
      expect(lost).toBeLessThanOrEqual(4 * 16);
      expect(totals.settledUsd).toBeCloseTo(cases * 0.01, 9);
      expect(totals.reservedUsd).toBeCloseTo(lost * 0.01, 9);
      expect(totals.inputTokens).toBe(cases * 10);
    });

    test('four processes never oversell one budget', async () => {
      const runId = 'oversold';
      await stores.ledger.openBudget(runId, 1.005);
      const spenders = Array.from({ length: 4 }, () => runProgram('spend.ts', where, runId, '60'));
      expect(await Promise.all(spenders.map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);
      const lines = spenders.flatMap((spender) => spender.lines);
      expect(lines.filter((line) => line === 'bought')).toHaveLength(100);
      expect(lines.filter((line) => line === 'refused')).toHaveLength(140);
      expect(await stores.ledger.totals(runId)).toMatchObject({ settledUsd: 1, reservedUsd: 0 });
      // The budget row agrees with the calls.
      const { rows } = await database.pool.query(
        'select spent_usd::float8 as spent, reserved_usd::float8 as reserved from fulcrum.budgets where run_id = $1',
        [runId],
      );
      expect(rows).toEqual([{ spent: 1, reserved: 0 }]);
    });

    test('of two processes on one run one is refused, and a killed one gives way at once', async () => {
      const holders = [1, 2].map(() => runProgram('hold-lease.ts', where, 'contested'));
      await Promise.all(holders.map((holder) => holder.until((lines) => lines.length > 0)));
      expect(holders.map(({ lines }) => lines[0]).sort()).toEqual(['RUN_BUSY', 'held']);
      const winner = holders.find(({ lines }) => lines[0] === 'held');
      await expect(stores.leases.acquire('contested')).rejects.toMatchObject({
        code: 'RUN_BUSY',
        details: { pid: winner?.child.pid },
      });
      winner?.child.kill('SIGKILL');
      await winner?.ended;
      await using lease = await stores.leases.acquire('contested');
      expect(lease.runId).toBe('contested');
    });

    test('an import that was killed is not seen, and its rows go with the next import', async () => {
      const importer = runProgram('import-cases.ts', where, 'killed import', '200000');
      await importer.until((lines) => lines.length >= 4);
      importer.child.kill('SIGKILL');
      await importer.ended;
      expect(importer.lines).not.toContain('imported');
      expect(await stores.caseSets.find('killed import')).toBeUndefined();
      const rows = async () => {
        const result = await database.pool.query<{ n: number }>(
          'select count(*)::int as n from fulcrum.cases',
        );
        return result.rows[0]?.n;
      };
      // A statement that the dead process had already sent may still be running.
      await sleep(200);
      expect(await rows()).toBeGreaterThanOrEqual(2_000);
      const again = runProgram('import-cases.ts', where, 'killed import', '50');
      expect(await again.ended).toBe(0);
      expect(await rows()).toBe(50);
      expect(await stores.caseSets.find('killed import')).toMatchObject({ counts: { train: 50 } });
    });

    test('a client that dies within a transaction holds up nobody', async () => {
      const client = await database.pool.connect();
      await client.query('begin');
      await client.query("insert into fulcrum.budgets (run_id) values ('abandoned')");
      const waiting = stores.records.put({ id: 'waits', kind: 'k', task: 't', body: 1 });
      client.release(true);
      await waiting;
      const { rows } = await database.pool.query("select from fulcrum.budgets where run_id = 'abandoned'");
      expect(rows).toEqual([]);
    });

    test('when every connection is cut, saves go through in the end, once', async () => {
      const runId = 'cut';
      await stores.ledger.openBudget(runId, 1);
      let calls = 0;
      const all = Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          stores.ledger.purchase({ runId, attemptKey: `cut ${n}` })(
            { model: 'm', requestHash: 'r', tryNumber: 0, maxCostUsd: 0.02 },
            async () => {
              calls++;
              if (n % 10 === 0) cutConnections(database);
              return { costUsd: 0.02, latencyMs: 1, body: n };
            },
          ),
        ),
      );
      await all;
      expect(calls).toBe(50);
      expect(await stores.ledger.totals(runId)).toMatchObject({
        calls: { settled: 50, intended: 0, unknown: 0 },
        settledUsd: 1,
        reservedUsd: 0,
      });
    });
  });
});
