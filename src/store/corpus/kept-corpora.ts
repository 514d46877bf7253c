/** Which corpora lie in a database, and their removal. Knows nothing of what they hold. */
import type { Pool } from 'pg';
import { contentHash } from '../../domain/content-hash.ts';
import type { CorpusSettings, StoredCorpus } from '../../domain/ports/corpus-store.ts';
import { inTransaction } from '../in-transaction.ts';
import { corpusTables } from './corpus-tables.ts';

export async function listCorpora(pool: Pool, name: string): Promise<StoredCorpus[]> {
  const { rows } = await pool.query<StoredCorpus>(
    `select c.settings, count(d.id)::integer as documents, coalesce(sum(d.chunk_count), 0)::integer as chunks
     from fulcrum.corpora c left join fulcrum.documents d on d.corpus_id = c.id
     where c.name = $1 group by c.id order by c.id`,
    [name],
  );
  return rows;
}

/** In one transaction. Nothing where there is none of these settings. */
export async function removeCorpus(pool: Pool, name: string, settings: CorpusSettings): Promise<void> {
  await inTransaction(pool, async (client) => {
    // Writers lock the same row.
    const { rows } = await client.query<{ id: number }>(
      'select id from fulcrum.corpora where name = $1 and settings_hash = $2 for update',
      [name, contentHash(settings)],
    );
    const id = rows[0]?.id;
    if (id === undefined) return;
    const { chunks, vectors } = corpusTables(id, 'tsvector', settings);
    await client.query(`drop table ${chunks}; drop table if exists ${vectors}`);
    for (const table of ['documents', 'access_lists'])
      await client.query(`delete from fulcrum.${table} where corpus_id = $1`, [id]);
    await client.query('delete from fulcrum.corpora where id = $1', [id]);
  });
}
