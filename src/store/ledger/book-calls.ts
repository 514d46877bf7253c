/** Closes intended calls: journals their answers, books their cost and releases their reservations. Knows nothing of how they went. */
import { type Kysely, sql } from 'kysely';
import type { Usage } from '../../domain/usage.ts';
import type { Tables } from '../schema.ts';

/** How one call ended. `answer` is JSON text, present when it settled. */
export interface Booking {
  readonly callId: string;
  readonly state: 'settled' | 'failed' | 'unknown';
  readonly costUsd?: number | undefined;
  readonly latencyMs?: number;
  readonly usage?: Usage | undefined;
  readonly answer?: string;
}

/** A provider's count that cannot be one is unknown. */
function count(value: number | undefined): number | undefined {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function amount(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/**
 * Books all calls in one statement. A reservation is released when the cost is known (0 for a call that failed unbilled); a settled call
 * of unknown cost and an unknown call keep theirs, so that a budget stays hard. Only open calls are changed, so running it again after an
 * unknown outcome books nothing twice; a call that was meanwhile taken for lost (`unknown`) can still be closed.
 */
export async function bookCalls(kysely: Kysely<Tables>, calls: readonly Booking[]): Promise<void> {
  const rows = JSON.stringify(
    calls.map(({ callId, state, costUsd, latencyMs, usage, answer }) => ({
      call_id: callId,
      state,
      cost_usd: amount(costUsd),
      latency_ms: amount(latencyMs),
      input_tokens: count(usage?.inputTokens),
      cached_input_tokens: count(usage?.cachedInputTokens),
      output_tokens: count(usage?.outputTokens),
      answer,
    })),
  );
  await sql`
    with closing as materialized (
      select * from json_to_recordset(${rows}::json) as r (
        call_id uuid, state text, cost_usd numeric, latency_ms double precision, input_tokens bigint,
        cached_input_tokens bigint, output_tokens bigint, answer text)
    ),
    closed as (
      update fulcrum.calls c
      set state = n.state, cost_usd = n.cost_usd, latency_ms = n.latency_ms, input_tokens = n.input_tokens,
        cached_input_tokens = n.cached_input_tokens, output_tokens = n.output_tokens, answer = n.answer::json,
        closed_at = clock_timestamp()
      from closing n
      where c.call_id = n.call_id and c.state in ('intended', 'unknown')
      returning c.run_id, c.cost_usd,
        case when c.state = 'failed' or c.cost_usd is not null then coalesce(c.reserved_usd, 0) else 0 end as released_usd
    )
    update fulcrum.budgets b
    set spent_usd = b.spent_usd + t.spent_usd, reserved_usd = b.reserved_usd - t.released_usd
    from (
      select run_id, coalesce(sum(cost_usd), 0) as spent_usd, sum(released_usd) as released_usd
      from closed group by run_id
    ) t
    where b.run_id = t.run_id`.execute(kysely);
}
