/** The first tables: cases, attempts, the spending ledger, records, embeddings, leases. Frozen: later changes are later migrations. */
export const initial = `
create table fulcrum.case_sets (
  id bigint generated always as identity primary key,
  hash text not null,
  is_ready boolean not null default false,
  importer text not null,
  info json,
  created_at timestamptz not null default now()
);
create unique index case_sets_one_ready on fulcrum.case_sets (hash) where is_ready;

create table fulcrum.cases (
  set_id bigint not null,
  split text not null check (split in ('train', 'dev', 'sealed')),
  ordinal integer not null,
  case_id text not null,
  input_hash text not null,
  body json not null,
  body_bytes integer not null,
  primary key (set_id, split, ordinal),
  unique (set_id, case_id)
);

create table fulcrum.attempts (
  key text primary key,
  input_hash text not null,
  stack_hash text not null,
  case_id text,
  corpus_version text,
  example_pool_version text,
  principal text,
  permission_version text,
  repeat integer not null,
  is_final boolean not null,
  outcome json not null,
  cost_usd numeric,
  latency_ms double precision,
  concurrency integer not null,
  started_at timestamptz not null
);

create table fulcrum.budgets (
  run_id text primary key,
  limit_usd numeric check (limit_usd >= 0),
  spent_usd numeric not null default 0 check (spent_usd >= 0),
  reserved_usd numeric not null default 0 check (reserved_usd >= 0)
);

create table fulcrum.calls (
  call_id uuid primary key,
  run_id text not null,
  attempt_key text not null,
  request_hash text not null,
  model text not null,
  try_number integer not null,
  state text not null check (state in ('intended', 'settled', 'failed', 'unknown')),
  caller text not null,
  reserved_usd numeric check (reserved_usd >= 0),
  cost_usd numeric check (cost_usd >= 0),
  input_tokens bigint,
  cached_input_tokens bigint,
  output_tokens bigint,
  latency_ms double precision,
  answer json,
  intended_at timestamptz not null default now(),
  closed_at timestamptz
);
create index calls_settled on fulcrum.calls (attempt_key, request_hash) where state = 'settled';
create index calls_of_run on fulcrum.calls (run_id, state);

create table fulcrum.records (
  position bigint generated always as identity,
  id text primary key,
  kind text not null,
  task text not null,
  body json not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
create index records_newest on fulcrum.records (kind, position);

create table fulcrum.embeddings (
  model text not null,
  text_hash bytea not null,
  vector bytea not null,
  primary key (model, text_hash)
);

create table fulcrum.run_leases (
  run_id text primary key,
  holder text not null,
  token uuid not null,
  heartbeat_at timestamptz not null default clock_timestamp()
);
`;
