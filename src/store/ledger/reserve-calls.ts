/** Books calls as intended and reserves their upper bounds in one statement. Knows nothing of what happens to the calls. */
import { type Kysely, sql } from 'kysely';
import type { PurchaseScope } from '../../domain/ports/ledger.ts';
import type { CallIntent, PurchasedAnswer } from '../../domain/purchase.ts';
import type { Tables } from '../schema.ts';

export interface ReservationRequest extends CallIntent, PurchaseScope {
  readonly callId: string;
}

export type Reservation =
  /** The call is booked as intended and may be made. */
  | { readonly kind: 'reserved' }
  /** The same call was answered before. */
  | { readonly kind: 'replayed'; readonly callId: string; readonly answer: PurchasedAnswer }
  /** It would fit, but a larger call before it in this batch, itself refused, stood in the way. Ask again. */
  | { readonly kind: 'crowded-out' }
  | {
      readonly kind: 'exhausted';
      readonly limitUsd: number;
      readonly spentUsd: number;
      readonly reservedUsd: number;
    }
  | { readonly kind: 'no-price' }
  | { readonly kind: 'no-budget' };

interface Row {
  readonly verdict: Reservation['kind'];
  readonly replayed_call_id: string | null;
  readonly answer: PurchasedAnswer | null;
  readonly limit_usd: string | null;
  readonly spent_usd: string | null;
  readonly reserved_usd: string | null;
}

/**
 * The budget rows are locked first, so the room that is left cannot change before it is taken; requests are admitted in order while their
 * sum fits. Answers in the order of `requests`. Running it again after an unknown outcome reserves nothing twice: a call id that is
 * there already counts as reserved.
 */
export async function reserveCalls(
  kysely: Kysely<Tables>,
  caller: string,
  requests: readonly ReservationRequest[],
): Promise<Reservation[]> {
  const rows = JSON.stringify(
    requests.map((request, n) => ({
      n,
      call_id: request.callId,
      run_id: request.runId,
      attempt_key: request.attemptKey,
      request_hash: request.requestHash,
      model: request.model,
      try_number: request.tryNumber,
      need_usd: request.maxCostUsd,
    })),
  );
  const result = await sql<Row>`
    with request as materialized (
      select * from json_to_recordset(${rows}::json) as r (
        n integer, call_id uuid, run_id text, attempt_key text, request_hash text, model text, try_number integer,
        need_usd numeric)
    ),
    journal as materialized (
      -- lateral, so that the plan is one look into an index per request also where the engine keeps no statistics
      select r.n, c.call_id, c.answer
      from request r
      cross join lateral (
        select call_id, answer
        from fulcrum.calls
        where attempt_key = r.attempt_key and request_hash = r.request_hash and state = 'settled'
        order by closed_at
        limit 1
      ) c
    ),
    already as materialized (
      select r.n from request r join fulcrum.calls c on c.call_id = r.call_id
    ),
    budget as materialized (
      select run_id, limit_usd, spent_usd, reserved_usd, limit_usd - spent_usd - reserved_usd as free_usd
      from fulcrum.budgets
      where run_id in (select run_id from request)
      order by run_id
      for update
    ),
    candidate as materialized (
      select r.*, b.limit_usd, b.spent_usd, b.reserved_usd, b.free_usd,
        sum(coalesce(r.need_usd, 0)) over (partition by r.run_id order by r.n) as upto_usd
      from request r
      join budget b using (run_id)
      where r.n not in (select n from journal) and r.n not in (select n from already)
    ),
    admitted as materialized (
      select * from candidate where limit_usd is null or (need_usd is not null and upto_usd <= free_usd)
    ),
    booked as (
      insert into fulcrum.calls (
        call_id, run_id, attempt_key, request_hash, model, try_number, state, caller, reserved_usd)
      select call_id, run_id, attempt_key, request_hash, model, try_number, 'intended', ${caller}, need_usd
      from admitted
    ),
    raised as (
      update fulcrum.budgets b
      set reserved_usd = b.reserved_usd + a.total_usd
      from (select run_id, sum(coalesce(need_usd, 0)) as total_usd from admitted group by run_id) a
      where b.run_id = a.run_id
    )
    select
      case
        when j.n is not null then 'replayed'
        when y.n is not null or a.n is not null then 'reserved'
        when c.n is null then 'no-budget'
        when c.need_usd is null then 'no-price'
        when c.need_usd <= c.free_usd - coalesce((select sum(need_usd) from admitted d where d.run_id = c.run_id), 0)
          then 'crowded-out'
        else 'exhausted'
      end as verdict,
      j.call_id as replayed_call_id, j.answer, c.limit_usd, c.spent_usd, c.reserved_usd
    from request r
    left join journal j using (n)
    left join already y using (n)
    left join admitted a using (n)
    left join candidate c using (n)
    order by r.n`.execute(kysely);
  return result.rows.map(toReservation);
}

function toReservation(row: Row): Reservation {
  const { verdict } = row;
  switch (verdict) {
    case 'replayed':
      return {
        kind: verdict,
        callId: row.replayed_call_id as string,
        answer: row.answer as PurchasedAnswer,
      };
    case 'exhausted':
      return {
        kind: verdict,
        limitUsd: Number(row.limit_usd),
        spentUsd: Number(row.spent_usd),
        reservedUsd: Number(row.reserved_usd),
      };
    default:
      return { kind: verdict };
  }
}
