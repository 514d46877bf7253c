/** Runs work in one transaction on a connection of its own. Knows nothing of the work. */
import type { Pool, PoolClient } from 'pg';

type Work<T> = (client: PoolClient) => Promise<T>;

/** Not repeated: whoever calls wraps it in `retryLostConnection` where the work bears that. */
export async function inTransaction<T>(pool: Pool, work: Work<T>): Promise<T> {
  return within(pool, 'begin', work, async (client) => {
    await client.query('commit');
    client.release();
  });
}

/** Reads one snapshot. Whoever reads does not wait for the transaction to end: it holds nothing that could still be lost. */
export async function inSnapshot<T>(pool: Pool, work: Work<T>): Promise<T> {
  return within(pool, 'begin isolation level repeatable read read only', work, async (client) => {
    client.query('commit').then(
      () => client.release(),
      () => client.release(true),
    );
  });
}

async function within<T>(
  pool: Pool,
  begin: string,
  work: Work<T>,
  end: (client: PoolClient) => Promise<void>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(begin);
    const result = await work(client);
    await end(client);
    return result;
  } catch (error) {
    // Closing the connection rolls back on both engines.
    client.release(true);
    throw error;
  }
}
