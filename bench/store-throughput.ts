/**
 * Measures how many cases a second the storage bears: per case one intent, one settlement, one attempt, at a fixed concurrency.
 * `node bench/store-throughput.ts [cases] [concurrency] [postgres-url]`; without a URL the embedded engine is measured.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Attempt, attemptKey } from '../src/domain/attempt.ts';
import { contentHash } from '../src/domain/content-hash.ts';
import { openDatabase } from '../src/store/connection.ts';
import { openStores, type Stores } from '../src/store/open-stores.ts';

const cases = Number(process.argv[2] ?? 4_000);
const concurrency = Number(process.argv[3] ?? 32);
const url = process.argv[4];
const prompt =
  'You sort support tickets into queues. Answer with the name of one queue and nothing else. '.repeat(4);
const stackHash = contentHash('a stack');

async function answerOne({ ledger, attempts }: Stores, runId: string, n: number): Promise<void> {
  const identity = { inputHash: contentHash([runId, n]), stackHash, repeat: 0 };
  const key = attemptKey(identity);
  const usage = { inputTokens: 180, outputTokens: 4 };
  const purchased = await ledger.purchase({ runId, attemptKey: key })(
    { model: 'mock/zero', requestHash: contentHash([prompt, n]), maxCostUsd: 0.001, tryNumber: 0 },
    async () => ({
      usage,
      costUsd: 0.0004,
      latencyMs: 0.2,
      body: { text: `queue ${n % 12}`, raw: { usage } },
    }),
  );
  const attempt: Attempt = {
    ...identity,
    key,
    outcome: {
      kind: 'answered',
      answer: {
        output: `queue ${n % 12}`,
        finish: 'stop',
        usage,
        costUsd: 0.0004,
        latencyMs: 0.2,
        callIds: [purchased.callId],
        promptHash: stackHash,
      },
    },
    concurrency,
    startedAt: new Date(),
  };
  await attempts.save(attempt);
}

const stateFolder = mkdtempSync(join(tmpdir(), 'fulcrum-bench-'));
try {
  const startedMs = performance.now();
  await using database = await openDatabase(url === undefined ? { stateFolder } : { url });
  console.log(
    `${database.engine} ${database.version}: opened in ${Math.round(performance.now() - startedMs)} ms`,
  );
  const stores = openStores(database, stateFolder);
  for (let round = 0; round < 3; round++) {
    const runId = `bench-${process.pid}-${round}`;
    await stores.ledger.openBudget(runId, 1_000_000);
    const roundMs = performance.now();
    let next = 0;
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        while (next < cases) await answerOne(stores, runId, next++);
      }),
    );
    const seconds = (performance.now() - roundMs) / 1000;
    const totals = await stores.ledger.totals(runId);
    if (totals.calls.settled !== cases)
      throw new Error(`${totals.calls.settled} of ${cases} calls are settled`);
    console.log(`round ${round + 1}: ${Math.round(cases / seconds)} cases/s at concurrency ${concurrency}`);
  }
} finally {
  rmSync(stateFolder, { recursive: true, force: true });
}
