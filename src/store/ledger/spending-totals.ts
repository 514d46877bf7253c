/** Sums a run's calls. Knows nothing of budgets. */
import { type Kysely, sql } from 'kysely';
import type { CallState, SpendingTotals } from '../../domain/ports/ledger.ts';
import type { Tables } from '../schema.ts';

interface Row {
  readonly state: CallState;
  readonly calls: string;
  readonly input_tokens: string;
  readonly cached_input_tokens: string;
  readonly output_tokens: string;
  readonly without_usage: string;
  readonly cost_usd: string;
  readonly without_cost: string;
  readonly reserved_usd: string;
}

export async function spendingTotals(kysely: Kysely<Tables>, runId: string): Promise<SpendingTotals> {
  const { rows } = await sql<Row>`
    select state, count(*) as calls,
      coalesce(sum(input_tokens), 0) as input_tokens,
      coalesce(sum(cached_input_tokens), 0) as cached_input_tokens,
      coalesce(sum(output_tokens), 0) as output_tokens,
      count(*) filter (where input_tokens is null or output_tokens is null) as without_usage,
      coalesce(sum(cost_usd), 0) as cost_usd,
      count(*) filter (where cost_usd is null) as without_cost,
      coalesce(sum(reserved_usd) filter (where cost_usd is null), 0) as reserved_usd
    from fulcrum.calls
    where run_id = ${runId}
    group by state`.execute(kysely);
  const of = (state: CallState) => rows.find((row) => row.state === state);
  const callsIn = (state: CallState) => Number(of(state)?.calls ?? 0);
  const settled = of('settled');
  return {
    calls: {
      intended: callsIn('intended'),
      settled: callsIn('settled'),
      failed: callsIn('failed'),
      unknown: callsIn('unknown'),
    },
    inputTokens: Number(settled?.input_tokens ?? 0),
    cachedInputTokens: Number(settled?.cached_input_tokens ?? 0),
    outputTokens: Number(settled?.output_tokens ?? 0),
    callsWithoutUsage: Number(settled?.without_usage ?? 0),
    settledUsd: Number(settled?.cost_usd ?? 0),
    callsWithoutCost: Number(settled?.without_cost ?? 0),
    reservedUsd: (['intended', 'unknown', 'settled'] as const).reduce(
      (sum, state) => sum + Number(of(state)?.reserved_usd ?? 0),
      0,
    ),
  };
}
