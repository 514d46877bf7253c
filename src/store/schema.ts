/** The tables as Kysely sees them. Knows nothing of how they came to be; `migrations/` does. */
import type { ColumnType, Generated } from 'kysely';
import type { Split } from '../domain/case.ts';
import type { CallState } from '../domain/ports/ledger.ts';

/** `bigint` and `numeric` come from the driver as text, so that no digit is lost on the way. */
type WideNumber = ColumnType<string, number | string, number | string>;
type NullableWideNumber = ColumnType<string | null, number | string | null, number | string | null>;
type Timestamp = ColumnType<Date, Date | string | undefined, Date | string>;
/** `json`, not `jsonb`: model output may hold NUL characters, which `jsonb` refuses. Written as text, read as a value. */
type JsonText = ColumnType<unknown, string, string>;
type NullableJsonText = ColumnType<unknown, string | null, string | null>;

export interface Tables {
  'fulcrum.case_sets': {
    id: ColumnType<string, never, never>;
    hash: string;
    /** Only ready sets can be seen; at most one of a hash is. */
    is_ready: boolean;
    /** Identity of the importing process. */
    importer: string;
    info: NullableJsonText;
    created_at: Timestamp;
  };
  'fulcrum.cases': {
    set_id: string;
    split: Split;
    ordinal: number;
    case_id: string;
    input_hash: string;
    /** The case without the columns above. */
    body: JsonText;
    body_bytes: number;
  };
  'fulcrum.attempts': {
    key: string;
    input_hash: string;
    stack_hash: string;
    case_id: string | null;
    corpus_version: string | null;
    example_pool_version: string | null;
    principal: string | null;
    permission_version: string | null;
    repeat: number;
    /** Answered, or failed for good. */
    is_final: boolean;
    outcome: JsonText;
    cost_usd: NullableWideNumber;
    latency_ms: number | null;
    concurrency: number;
    started_at: Timestamp;
  };
  'fulcrum.calls': {
    call_id: string;
    run_id: string;
    attempt_key: string;
    request_hash: string;
    model: string;
    try_number: number;
    state: CallState;
    /** Identity of the process that made the call. */
    caller: string;
    /** What the call counts against the budget while its cost is not known; null when it had no upper bound. */
    reserved_usd: NullableWideNumber;
    cost_usd: NullableWideNumber;
    input_tokens: NullableWideNumber;
    cached_input_tokens: NullableWideNumber;
    output_tokens: NullableWideNumber;
    latency_ms: number | null;
    /** The journalled answer, to be replayed. */
    answer: NullableJsonText;
    intended_at: Timestamp;
    closed_at: ColumnType<Date | null, Date | null, Date | null>;
  };
  'fulcrum.budgets': {
    run_id: string;
    /** Null when there is no limit. */
    limit_usd: NullableWideNumber;
    spent_usd: WideNumber;
    reserved_usd: WideNumber;
  };
  'fulcrum.records': {
    /** Order of creation; clocks have ties. */
    position: ColumnType<string, never, never>;
    id: string;
    kind: string;
    task: string;
    body: JsonText;
    created_at: Timestamp;
    updated_at: Timestamp;
  };
  'fulcrum.embeddings': {
    model: string;
    /** SHA-256 of the text. */
    text_hash: Buffer;
    /** 32-bit little-endian floats. */
    vector: Buffer;
  };
  'fulcrum.run_leases': {
    run_id: string;
    /** Identity of the holding process. */
    holder: string;
    /** Tells one acquisition from the next. */
    token: string;
    heartbeat_at: Timestamp;
  };
  'fulcrum.migrations': {
    name: string;
    applied_at: Generated<Date>;
  };
}
