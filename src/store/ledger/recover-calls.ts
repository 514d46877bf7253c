/** Books as unknown what dead processes left intended. Knows nothing of the calls themselves. */
import { type Kysely, sql } from 'kysely';
import { livenessOf, parseIdentity } from '../process-identity.ts';
import type { Tables } from '../schema.ts';

/**
 * Whoever recovers a run holds its lease, so a caller elsewhere whose lease has lapsed counts as dead; it would close a call that it still
 * gets an answer for. Returns how many calls were booked; their reservations stay.
 */
export async function recoverCalls(kysely: Kysely<Tables>, runId: string): Promise<number> {
  // Waits for a reservation that a server is still executing for a process which has died meanwhile.
  await sql`select from fulcrum.budgets where run_id = ${runId} for update`.execute(kysely);
  const callers = await kysely
    .selectFrom('fulcrum.calls')
    .select('caller')
    .distinct()
    .where('run_id', '=', runId)
    .where('state', '=', 'intended')
    .execute();
  const dead = callers
    .map(({ caller }) => caller)
    .filter((caller) => livenessOf(parseIdentity(caller)) !== 'alive');
  if (dead.length === 0) return 0;
  const result = await kysely
    .updateTable('fulcrum.calls as calls')
    .set({ state: 'unknown', closed_at: sql<Date>`clock_timestamp()` })
    .where('calls.run_id', '=', runId)
    .where('calls.state', '=', 'intended')
    .where('calls.caller', 'in', dead)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('fulcrum.run_leases as lease')
            .select('lease.run_id')
            .whereRef('lease.run_id', '=', 'calls.run_id')
            .whereRef('lease.holder', '=', 'calls.caller')
            .where('lease.heartbeat_at', '>', sql<Date>`clock_timestamp() - interval '60 seconds'`),
        ),
      ),
    )
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}
