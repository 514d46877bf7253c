/** How many chunks of a corpus a query may see, counted anew only after a change. Knows nothing of ranks. */
import type { PoolClient } from 'pg';
import { contentHash } from '../../domain/content-hash.ts';
import type { CorpusTables } from './corpus-tables.ts';
import type { Searched } from './visible-documents.ts';

interface Counts {
  /** Chunks that the query may see. */
  readonly visible: number;
  /** Chunks of the corpus. */
  readonly all: number;
}

export interface Extent extends Counts {
  /** Another after each change of the corpus. */
  readonly revision: string;
  /** Whether there is an index over the vectors. */
  readonly isIndexed: boolean;
}

export type CorpusExtent = (client: PoolClient, searched: Searched) => Promise<Extent>;

/** Who asks and what for, in so many forms, is remembered. */
const mostRemembered = 1_000;

/** To be asked within one snapshot: then a revision that was counted before holds the same documents, with the same readers. */
export function corpusExtent({ id, nearest }: CorpusTables): CorpusExtent {
  const counted = new Map<string, Counts>();
  return async (client, searched) => {
    const { rows } = await client.query<{ revision: string; isIndexed: boolean }>(
      `select revision, to_regclass($2) is not null as "isIndexed" from fulcrum.corpora where id = $1`,
      [id, `fulcrum.${nearest}`],
    );
    const { revision, isIndexed } = rows[0] as (typeof rows)[0];
    const key = contentHash([revision, searched.condition, searched.parameters]);
    const counts = counted.get(key) ?? (await count(client, id, searched));
    if (counted.size >= mostRemembered) counted.clear();
    counted.set(key, counts);
    return { ...counts, revision, isIndexed };
  };
}

async function count(
  client: PoolClient,
  corpusId: number,
  { condition, parameters }: Searched,
): Promise<Counts> {
  const { rows } = await client.query<Counts>(
    `select coalesce(sum(d.chunk_count) filter (where ${condition}), 0)::integer as visible,
       coalesce(sum(d.chunk_count), 0)::integer as all
     from fulcrum.documents d where d.corpus_id = ${corpusId}`,
    [...parameters],
  );
  return rows[0] as Counts;
}
