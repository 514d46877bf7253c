/**
 * Buys and saves one answer after the other, many at a time, until it is killed or has them all. Prints `sent <n>` before a call counts as
 * sent, `done <n>` once its attempt is acknowledged. Arguments: database, run id, number of cases.
 */
import { writeSync } from 'node:fs';
import { attemptKey } from '../../../domain/attempt.ts';
import { contentHash } from '../../../domain/content-hash.ts';
import { openDatabase } from '../../connection.ts';
import { openStores } from '../../open-stores.ts';
import { fromUrlOrFolder } from '../run-program.ts';

const [where = '', runId = '', count = ''] = process.argv.slice(2);
await using database = await openDatabase(fromUrlOrFolder(where));
const { ledger, attempts } = openStores(database, '/nonexistent');
const print = (line: string) => writeSync(1, `${line}\n`);

async function buy(n: number): Promise<void> {
  const identity = { inputHash: contentHash(n), stackHash: contentHash('stack'), repeat: 0 };
  const key = attemptKey(identity);
  const { callId } = await ledger.purchase({ runId, attemptKey: key })(
    { model: 'mock/one', requestHash: contentHash(n), tryNumber: 0, maxCostUsd: 0.01 },
    async () => {
      print(`sent ${n}`);
      return { usage: { inputTokens: 10, outputTokens: 1 }, costUsd: 0.01, latencyMs: 1, body: n };
    },
  );
  const answer = { output: String(n), finish: 'stop', latencyMs: 1, callIds: [callId] } as const;
  await attempts.save({
    ...identity,
    key,
    outcome: { kind: 'answered', answer },
    concurrency: 16,
    startedAt: new Date(),
  });
  print(`done ${n}`);
}

await ledger.openBudget(runId, 1_000_000);
let next = 0;
await Promise.all(
  Array.from({ length: 16 }, async () => {
    while (next < Number(count)) await buy(next++);
  }),
);
