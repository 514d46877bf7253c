/** Reads chunks that were found as the passages they are. Knows nothing of how they were ranked. */
import type { PoolClient } from 'pg';
import type { Chunk } from '../../domain/chunk.ts';
import { contentHash } from '../../domain/content-hash.ts';
import type { Passage } from '../../domain/passage.ts';
import type { FoundPassage } from '../../domain/ports/corpus-store.ts';
import type { CorpusTables } from './corpus-tables.ts';
import { isOneReadable } from './visible-documents.ts';

export interface Key {
  readonly document_id: string;
  readonly index: number;
  readonly rank: number;
}

/** What of a chunk has no column of its own; its `text` only where Postgres cannot hold it as text. */
export type ChunkBody = Pick<Chunk, 'span' | 'headingPath' | 'pages' | 'parentSpan' | 'contentHash'> & {
  readonly text?: string;
};

interface Row {
  readonly rank: number;
  readonly name: string;
  readonly title: string | null;
  readonly context_line: string;
  readonly header: string | null;
  readonly text: string;
  readonly body: ChunkBody;
}

/** Those of them that the groups may read, by rank, what ranks alike by place. */
export async function readPassages(
  client: PoolClient,
  { id, chunks }: CorpusTables,
  groups: readonly string[],
  keys: readonly Key[],
): Promise<(Omit<FoundPassage, 'score'> & { readonly rank: number })[]> {
  if (keys.length === 0) return [];
  // Key by key, each by primary keys: a plan of its own choice would begin with all that the groups may read.
  const { rows } = await client.query<Row>(
    `select k.rank, d.name, d.title, c.context_line, c.header, c.text, c.body
     from unnest($2::bigint[], $3::integer[], $4::float8[]) k (document_id, index, rank)
     cross join lateral (
       select * from ${chunks} c where c.document_id = k.document_id and c.index = k.index offset 0) c
     cross join lateral (
       select * from fulcrum.documents d where d.id = k.document_id and ${isOneReadable(id)} offset 0) d
     order by k.rank, d.name collate "C", c.index`,
    [groups, keys.map((key) => key.document_id), keys.map((key) => key.index), keys.map((key) => key.rank)],
  );
  return rows.map((row) => ({ ...toPassage(row), rank: row.rank }));
}

function toPassage({
  name,
  title,
  context_line,
  header,
  text,
  body,
}: Row): Pick<FoundPassage, 'passage' | 'writtenContext'> {
  const { contentHash: hash, ...rest } = body;
  const [contextLine = '', writtenContext] = context_line.split('\n', 2);
  const passage: Passage = {
    chunkId: contentHash([name, rest.span.start, rest.span.end, hash]),
    document: name,
    ...(title !== null && { title }),
    contextLine,
    ...(header !== null && { header }),
    text,
    ...rest,
  };
  return { passage, ...(writtenContext !== undefined && { writtenContext }) };
}
