/** Reads from a corpus for the groups that ask, in one transaction. Knows nothing of what is read. */
import type { Pool, PoolClient } from 'pg';
import { inSnapshot } from '../in-transaction.ts';
import { retryLostConnection } from '../retry-lost-connection.ts';
import type { CorpusTables } from './corpus-tables.ts';
import { actAsReader } from './search-capabilities.ts';

export interface OpenCorpus {
  readonly pool: Pool;
  readonly tables: CorpusTables;
  readonly rowSecurity: boolean;
}

/**
 * Runs `find` as the owner of the tables, whose statements must ask for the groups themselves, and `read` with its result as the reader,
 * whom row-level security shows only what the groups may read: so nothing else can be returned, whatever `find` got wrong. Finding as the
 * reader would cost the use of an index, because Postgres then may not evaluate an operator before the policy. Both see one snapshot.
 */
export function readAs<Found, Result>(
  { pool, tables, rowSecurity }: OpenCorpus,
  groups: readonly string[],
  find: (client: PoolClient) => Promise<Found>,
  read: (client: PoolClient, found: Found) => Promise<Result>,
): Promise<Result> {
  return retryLostConnection(() =>
    inSnapshot(pool, async (client) => {
      const found = await find(client);
      if (rowSecurity) await actAsReader(client, tables.id, groups);
      return read(client, found);
    }),
  );
}
