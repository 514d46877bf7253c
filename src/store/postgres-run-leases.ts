/** Leases in Postgres that let exactly one process work on a run. Knows nothing of runs. */
import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { FulcrumError } from '../domain/errors.ts';
import type { RunLease, RunLeases } from '../domain/ports/run-lease.ts';
import type { Database } from './connection.ts';
import { currentProcess, formatIdentity, livenessOf, parseIdentity } from './process-identity.ts';
import { retryLostConnection } from './retry-lost-connection.ts';
import type { Tables } from './schema.ts';

const heartbeatMs = 15_000;
/** A holder elsewhere, whose process cannot be seen from here, is given up after this many seconds without a heartbeat. */
const staleSeconds = 60;

/** Tries once; returns the holder that is in the way. Running it twice with one token is harmless. */
async function tryAcquire(kysely: Kysely<Tables>, runId: string, token: string): Promise<string | undefined> {
  const mine = formatIdentity(currentProcess());
  await kysely
    .insertInto('fulcrum.run_leases')
    .values({ run_id: runId, holder: mine, token })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const held = await kysely
    .selectFrom('fulcrum.run_leases')
    .select(['holder', 'token'])
    .select(
      sql<boolean>`heartbeat_at < clock_timestamp() - make_interval(secs => ${staleSeconds})`.as('is_stale'),
    )
    .where('run_id', '=', runId)
    .executeTakeFirst();
  if (held?.token === token) return undefined;
  // Released between the two statements: the next try decides.
  if (held === undefined) return tryAcquire(kysely, runId, token);
  const liveness = livenessOf(parseIdentity(held.holder));
  const isGone = liveness === 'dead' || (liveness === 'elsewhere' && held.is_stale);
  if (!isGone) return held.holder;
  // Only from that very holding: of several that want to take over, one succeeds.
  await kysely
    .updateTable('fulcrum.run_leases')
    .set({ holder: mine, token, heartbeat_at: sql<Date>`clock_timestamp()` })
    .where('run_id', '=', runId)
    .where('token', '=', held.token)
    .execute();
  return tryAcquire(kysely, runId, token);
}

export function postgresRunLeases({ kysely }: Database): RunLeases {
  return {
    async acquire(runId): Promise<RunLease> {
      const token = randomUUID();
      const holder = await retryLostConnection(() => tryAcquire(kysely, runId, token));
      if (holder !== undefined) {
        const { pid, host } = parseIdentity(holder);
        throw new FulcrumError('RUN_BUSY', { runId, pid, host });
      }
      const heartbeat = setInterval(() => {
        kysely
          .updateTable('fulcrum.run_leases')
          .set({ heartbeat_at: sql<Date>`clock_timestamp()` })
          .where('run_id', '=', runId)
          .where('token', '=', token)
          .execute()
          // The next beat comes before the lease is stale.
          .catch(() => {});
      }, heartbeatMs);
      heartbeat.unref();
      return {
        runId,
        async [Symbol.asyncDispose]() {
          clearInterval(heartbeat);
          await retryLostConnection(() =>
            kysely
              .deleteFrom('fulcrum.run_leases')
              .where('run_id', '=', runId)
              .where('token', '=', token)
              .execute(),
          );
        },
      };
    },
  };
}
