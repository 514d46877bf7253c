/** Runs work in one transaction on a connection of its own. Knows nothing of the work. */
import type { Pool, PoolClient } from 'pg';

/** `begin` may name an isolation level. Not repeated: whoever calls wraps it in `retryLostConnection` where the work bears that. */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  begin = 'begin',
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // Closing the connection rolls back on both engines.
    client.release(true);
    throw error;
  }
}
