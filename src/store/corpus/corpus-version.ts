/** Hashes of what a corpus holds and of who may read it, computed anew only after a change. Knows nothing of texts. */
import type { Pool } from 'pg';
import { contentHash } from '../../domain/content-hash.ts';
import type { Corpus, CorpusSettings } from '../../domain/ports/corpus-store.ts';
import { retryLostConnection } from '../retry-lost-connection.ts';

/** Every write raises the corpus's revision, so equal revisions have equal hashes. */
export function corpusVersion(pool: Pool, corpusId: number, settings: CorpusSettings): Corpus['version'] {
  let known:
    | { readonly revision: string; readonly version: Awaited<ReturnType<Corpus['version']>> }
    | undefined;
  return () =>
    retryLostConnection(async () => {
      const { rows } = await pool.query<{ revision: string }>(
        'select revision from fulcrum.corpora where id = $1',
        [corpusId],
      );
      const revision = rows[0]?.revision as string;
      if (known?.revision === revision) return known.version;
      const documents = await pool.query<{ name: string; content_hash: string; readers_hash: string }>(
        `select d.name, d.content_hash, a.readers_hash
         from fulcrum.documents d join fulcrum.access_lists a on a.id = d.access_id
         where d.corpus_id = $1 order by d.name collate "C"`,
        [corpusId],
      );
      const version = {
        content: contentHash([settings, ...documents.rows.map((row) => [row.name, row.content_hash])]),
        permissions: contentHash(documents.rows.map((row) => [row.name, row.readers_hash])),
      };
      // A write between the two statements makes the hashes newer than the revision: then they are computed once more the next time.
      known = { revision, version };
      return version;
    });
}
