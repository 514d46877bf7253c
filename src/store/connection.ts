/** Opens the one Postgres of a workbench, embedded or by URL, with its schema up to date. Knows nothing of what the tables are for. */
import { resolve } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { FulcrumError } from '../domain/errors.ts';
import { embeddedClient } from './embedded/embedded-client.ts';
import { demandExtensions } from './embedded/extensions.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { retryLostConnection } from './retry-lost-connection.ts';
import type { Tables } from './schema.ts';

export type DatabaseLocation = { readonly stateFolder: string } | { readonly url: string };

/** An open database. Disposing of it closes its connections; an embedded server ends soon after its last client. */
export interface Database extends AsyncDisposable {
  readonly engine: 'embedded' | 'server';
  /** Version of Postgres, e.g. `18.4`. */
  readonly version: string;
  readonly pool: pg.Pool;
  readonly kysely: Kysely<Tables>;
  /** Embedded: restarts the engine with the extensions that searching documents needs. A server has them or not. */
  readonly demandExtensions?: () => Promise<void>;
}

/** The embedded engine runs one statement at a time; more connections only wait. */
const maxEmbeddedConnections = 4;
const maxServerConnections = 8;

function embeddedPool(stateFolder: string): pg.Pool {
  return new pg.Pool({
    Client: embeddedClient(resolve(stateFolder)),
    max: maxEmbeddedConnections,
    // As long as this process lives the server stays; an idle connection does not keep this process alive.
    idleTimeoutMillis: 0,
    allowExitOnIdle: true,
  });
}

function serverPool(url: string): pg.Pool {
  return new pg.Pool({
    connectionString: url,
    application_name: 'fulcrum',
    max: maxServerConnections,
    connectionTimeoutMillis: 10_000,
    allowExitOnIdle: true,
  });
}

/** The URL as it may be shown: without its password. */
function withoutPassword(url: string): string {
  try {
    const shown = new URL(url);
    shown.password = '';
    shown.searchParams.delete('password');
    return shown.toString();
  } catch {
    return 'the given URL';
  }
}

/**
 * Connects, starts the embedded server where needed, and applies migrations. Throws `DATABASE_UNREACHABLE`, `DATABASE_NEWER` or, embedded,
 * `DISK_FULL`, `DATABASE_LOCKED`, `DATABASE_START_FAILED`.
 */
export async function openDatabase(location: DatabaseLocation): Promise<Database> {
  const isEmbedded = 'stateFolder' in location;
  const pool = isEmbedded ? embeddedPool(location.stateFolder) : serverPool(location.url);
  // A pool drops a connection that breaks and opens another. Whoever was using it learns of it from the query; without these listeners
  // the same error would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  try {
    if (!isEmbedded) await reach(pool, location.url);
    await retryLostConnection(() => migrate(pool, migrations));
    const { rows } = await pool.query<{ server_version: string }>('show server_version');
    return {
      engine: isEmbedded ? 'embedded' : 'server',
      version: rows[0]?.server_version.split(' ')[0] ?? '',
      pool,
      kysely: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }),
      ...(isEmbedded && { demandExtensions: () => demandExtensions(resolve(location.stateFolder)) }),
      [Symbol.asyncDispose]: () => pool.end(),
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function reach(pool: pg.Pool, url: string): Promise<void> {
  try {
    (await pool.connect()).release();
  } catch (error) {
    const problem = error instanceof Error ? error.message || String(error) : String(error);
    throw new FulcrumError('DATABASE_UNREACHABLE', { url: withoutPassword(url), problem }, { cause: error });
  }
}
