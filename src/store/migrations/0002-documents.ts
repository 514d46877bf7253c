/**
 * The documents that are searched, and who may read them. Their chunks lie in tables of each corpus, which `corpus/corpus-tables.ts` makes.
 * Frozen: later changes are later migrations.
 *
 * Row-level security is a second belt: the tables' owner, who imports, is not bound by it; searches run as a role that is, and see nothing
 * without the settings `fulcrum.corpus` and `fulcrum.groups`. A setting that was once set in a session reads as '' afterwards.
 */
export const documents = `
create table fulcrum.corpora (
  id integer generated always as identity primary key,
  name text not null,
  settings_hash text not null,
  settings json not null,
  ranking text not null check (ranking in ('bm25', 'tsvector')),
  dimensions integer,
  revision bigint not null default 0,
  unique (name, settings_hash)
);

create table fulcrum.access_lists (
  id bigint generated always as identity primary key,
  corpus_id integer not null references fulcrum.corpora,
  readers_hash text not null,
  readers text[] not null,
  unique (corpus_id, readers_hash)
);

create table fulcrum.documents (
  id bigint generated always as identity primary key,
  corpus_id integer not null references fulcrum.corpora,
  access_id bigint not null references fulcrum.access_lists,
  name text not null,
  content_hash text not null,
  file_hash text not null,
  title text,
  category text,
  language text,
  date text collate "C",
  metadata json not null,
  notes json not null,
  chunk_count integer not null,
  unique (corpus_id, name)
);
create index documents_of_access_list on fulcrum.documents (access_id);

create table fulcrum.document_texts (
  document_id bigint primary key references fulcrum.documents on delete cascade,
  text bytea not null
);
alter table fulcrum.document_texts alter column text set storage external;

alter table fulcrum.access_lists enable row level security;
alter table fulcrum.documents enable row level security;
alter table fulcrum.document_texts enable row level security;

create policy readable on fulcrum.access_lists for select using (
  corpus_id = (select nullif(current_setting('fulcrum.corpus', true), '')::integer)
  and readers && (select nullif(current_setting('fulcrum.groups', true), '')::text[])
);
create policy readable on fulcrum.documents for select using (
  corpus_id = (select nullif(current_setting('fulcrum.corpus', true), '')::integer)
  and exists (select from fulcrum.access_lists a where a.id = access_id)
);
create policy readable on fulcrum.document_texts for select using (
  exists (select from fulcrum.documents d where d.id = document_id)
);
`;
