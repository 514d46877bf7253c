/** Brings a database to the newest schema, once, however many processes open it together. Knows nothing of what the migrations do. */
import type { Pool } from 'pg';
import { FulcrumError } from '../domain/errors.ts';
import type { Migration } from './migrations/index.ts';

const undefinedTable = '42P01';
const undefinedSchema = '3F000';

async function appliedNames(pool: Pool): Promise<string[] | undefined> {
  try {
    const { rows } = await pool.query<{ name: string }>('select name from fulcrum.migrations order by name');
    return rows.map((row) => row.name);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === undefinedTable || code === undefinedSchema) return undefined;
    throw error;
  }
}

function refuseNewer(applied: readonly string[], known: readonly Migration[]): void {
  const unknown = applied.find((name) => !known.some((migration) => migration.name === name));
  if (unknown !== undefined) throw new FulcrumError('DATABASE_NEWER', { migration: unknown });
}

/** `create … if not exists` is not safe against itself on a server; whoever loses finds the object there. */
async function createBookkeeping(pool: Pool): Promise<void> {
  const lostTheRace = new Set(['23505', '42P06', '42P07', '42710']);
  try {
    await pool.query(`create schema if not exists fulcrum;
      create table if not exists fulcrum.migrations (
        name text primary key,
        applied_at timestamptz not null default now()
      )`);
  } catch (error) {
    if (!lostTheRace.has((error as { code?: string }).code ?? '')) throw error;
    await createBookkeeping(pool);
  }
}

/**
 * Applies what is missing, all in one transaction under a table lock (advisory locks belong to the session, which clients of the embedded
 * engine share). Throws `DATABASE_NEWER` when the database knows migrations that this program does not.
 */
export async function migrate(pool: Pool, migrations: readonly Migration[]): Promise<void> {
  const seen = await appliedNames(pool);
  refuseNewer(seen ?? [], migrations);
  if (seen?.length === migrations.length) return;
  if (seen === undefined) await createBookkeeping(pool);
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('lock table fulcrum.migrations in exclusive mode');
    const { rows } = await client.query<{ name: string }>('select name from fulcrum.migrations');
    const applied = new Set(rows.map((row) => row.name));
    refuseNewer([...applied], migrations);
    for (const { name, sql } of migrations.filter((migration) => !applied.has(migration.name))) {
      await client.query(sql);
      await client.query('insert into fulcrum.migrations (name) values ($1)', [name]);
    }
    await client.query('commit');
    client.release();
  } catch (error) {
    // Closing the connection rolls back on both engines.
    client.release(true);
    throw error;
  }
}
