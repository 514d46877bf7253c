/** Spends from a shared budget until it is exhausted. Prints `bought` or `refused` for each purchase. Arguments: database, run id, count. */
import { contentHash } from '../../../domain/content-hash.ts';
import { FulcrumError } from '../../../domain/errors.ts';
import { openDatabase } from '../../connection.ts';
import { openStores } from '../../open-stores.ts';
import { fromUrlOrFolder } from '../run-program.ts';

const [where = '', runId = '', count = ''] = process.argv.slice(2);
await using database = await openDatabase(fromUrlOrFolder(where));
const { ledger } = openStores(database, '/nonexistent');

async function spend(n: number): Promise<void> {
  const purchase = ledger.purchase({ runId, attemptKey: `${process.pid} ${n}` });
  try {
    await purchase(
      { model: 'mock/one', requestHash: contentHash(n), tryNumber: 0, maxCostUsd: 0.01 },
      async () => ({ costUsd: 0.01, latencyMs: 1, body: null }),
    );
    console.log('bought');
  } catch (error) {
    if (!(error instanceof FulcrumError && error.code === 'BUDGET_EXHAUSTED')) throw error;
    console.log('refused');
  }
}

let next = 0;
await Promise.all(
  Array.from({ length: 8 }, async () => {
    while (next < Number(count)) await spend(next++);
  }),
);
