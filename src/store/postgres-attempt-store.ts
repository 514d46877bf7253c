/** Attempts in Postgres: many saved in one commit, unique by key. Knows nothing of how they were made. */
import { type Selectable, sql } from 'kysely';
import type { Attempt } from '../domain/attempt.ts';
import type { AttemptStore } from '../domain/ports/attempt-store.ts';
import { chunks } from './chunks.ts';
import type { Database } from './connection.ts';
import { GroupCommit } from './group-commit.ts';
import { retryLostConnection } from './retry-lost-connection.ts';
import type { Tables } from './schema.ts';

const keysPerQuery = 2_000;

export function postgresAttemptStore({ kysely }: Database): AttemptStore {
  /** `rows` is a JSON array; running it twice changes nothing more than running it once. */
  const insert = (rows: string) =>
    sql`
      insert into fulcrum.attempts (
        key, input_hash, stack_hash, case_id, corpus_version, example_pool_version, principal, permission_version, repeat,
        is_final, outcome, cost_usd, latency_ms, concurrency, started_at)
      select
        key, input_hash, stack_hash, case_id, corpus_version, example_pool_version, principal, permission_version, repeat,
        is_final, outcome::json, cost_usd, latency_ms, concurrency, started_at
      from json_to_recordset(${rows}::json) as row (
        key text, input_hash text, stack_hash text, case_id text, corpus_version text, example_pool_version text,
        principal text, permission_version text, repeat integer, is_final boolean, outcome text, cost_usd numeric,
        latency_ms double precision, concurrency integer, started_at timestamptz)
      on conflict (key) do update set
        is_final = excluded.is_final, outcome = excluded.outcome, cost_usd = excluded.cost_usd,
        latency_ms = excluded.latency_ms, concurrency = excluded.concurrency, started_at = excluded.started_at
      where not attempts.is_final`.execute(kysely);

  const saves = new GroupCommit<Row, void>(
    async (rows) => {
      await retryLostConnection(() => insert(JSON.stringify(onePerKey(rows))));
      return rows.map(() => undefined);
    },
    ({ outcome }) => outcome.length,
  );

  return {
    save: (attempt) => saves.add(toRow(attempt)),

    async existing(keys) {
      const found = new Set<string>();
      for (const some of chunks(keys, keysPerQuery)) {
        const rows = await retryLostConnection(() =>
          kysely
            .selectFrom('fulcrum.attempts')
            .select('key')
            .where('is_final', '=', true)
            .where('key', '=', sql<string>`any(${some})`)
            .execute(),
        );
        for (const { key } of rows) found.add(key);
      }
      return found;
    },

    async read(keys) {
      const attempts: Attempt[] = [];
      for (const some of chunks(keys, keysPerQuery)) {
        const rows = await retryLostConnection(() =>
          kysely
            .selectFrom('fulcrum.attempts')
            .selectAll()
            .where('key', '=', sql<string>`any(${some})`)
            .execute(),
        );
        for (const row of rows) attempts.push(toAttempt(row));
      }
      return attempts;
    },
  };
}

/** An attempt as sent to the database; the outcome is JSON text. */
interface Row {
  readonly key: string;
  readonly input_hash: string;
  readonly stack_hash: string;
  readonly case_id: string | undefined;
  readonly corpus_version: string | undefined;
  readonly example_pool_version: string | undefined;
  readonly principal: string | undefined;
  readonly permission_version: string | undefined;
  readonly repeat: number;
  readonly is_final: boolean;
  readonly outcome: string;
  readonly cost_usd: number | undefined;
  readonly latency_ms: number | undefined;
  readonly concurrency: number;
  readonly started_at: Date;
}

function toRow(attempt: Attempt): Row {
  const { outcome } = attempt;
  const answer = outcome.kind === 'answered' ? outcome.answer : undefined;
  return {
    key: attempt.key,
    input_hash: attempt.inputHash,
    stack_hash: attempt.stackHash,
    case_id: attempt.caseId,
    corpus_version: attempt.corpusVersion,
    example_pool_version: attempt.examplePoolVersion,
    principal: attempt.principal,
    permission_version: attempt.permissionVersion,
    repeat: attempt.repeat,
    is_final: outcome.kind === 'answered' || !outcome.failure.retryable,
    outcome: JSON.stringify(outcome),
    cost_usd: answer?.costUsd,
    latency_ms: answer?.latencyMs,
    concurrency: attempt.concurrency,
    started_at: attempt.startedAt,
  };
}

function toAttempt(row: Selectable<Tables['fulcrum.attempts']>): Attempt {
  return {
    key: row.key,
    inputHash: row.input_hash,
    stackHash: row.stack_hash,
    ...(row.case_id !== null && { caseId: row.case_id }),
    ...(row.corpus_version !== null && { corpusVersion: row.corpus_version }),
    ...(row.example_pool_version !== null && { examplePoolVersion: row.example_pool_version }),
    ...(row.principal !== null && { principal: row.principal }),
    ...(row.permission_version !== null && { permissionVersion: row.permission_version }),
    repeat: row.repeat,
    outcome: row.outcome as Attempt['outcome'],
    concurrency: row.concurrency,
    startedAt: row.started_at,
  };
}

/** One statement may touch a key once: a final attempt stays, otherwise the later one counts. */
function onePerKey(rows: readonly Row[]): Row[] {
  const byKey = new Map<string, Row>();
  for (const row of rows) if (!byKey.get(row.key)?.is_final) byKey.set(row.key, row);
  return [...byKey.values()];
}
