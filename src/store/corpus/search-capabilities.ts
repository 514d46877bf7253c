/** What of searching a database offers: vectors, BM25, a role that row-level security binds. Knows nothing of any corpus. */
import type { PoolClient } from 'pg';
import { FulcrumError } from '../../domain/errors.ts';
import type { Database } from '../connection.ts';
import { inTransaction } from '../in-transaction.ts';
import { retryLostConnection } from '../retry-lost-connection.ts';

/** Owns nothing and may not bypass row-level security; searches run as this role. */
export const readerRole = 'fulcrum_reader';

export interface SearchCapabilities {
  readonly vectors: boolean;
  readonly bm25: boolean;
  /** Whether this user may take the role that row-level security binds. */
  readonly mayActAsReader: boolean;
}

/** Installs what the database can offer and has not yet, and says what there is. */
export async function searchCapabilities(database: Database): Promise<SearchCapabilities> {
  if (database.demandExtensions !== undefined && !(await isAvailable(database, 'vector')))
    await database.demandExtensions();
  return {
    vectors: await create(database, 'vector'),
    bm25: (await create(database, 'pg_textsearch')) && (await allowsRowSecurity(database)),
    mayActAsReader: await canActAsReader(database),
  };
}

/** Throws `VECTORS_UNAVAILABLE`. */
export function requireVectors({ vectors }: SearchCapabilities): void {
  if (!vectors) throw new FulcrumError('VECTORS_UNAVAILABLE');
}

function isAvailable({ pool }: Database, extension: string): Promise<boolean> {
  return retryLostConnection(async () => {
    const { rows } = await pool.query('select from pg_available_extensions where name = $1', [extension]);
    return rows.length > 0;
  });
}

async function create(database: Database, extension: string): Promise<boolean> {
  if (!(await isAvailable(database, extension))) return false;
  return attempt(database, `create extension if not exists ${extension}`, () =>
    hasExtension(database, extension),
  );
}

/** pg_textsearch refuses tables with row-level security unless its administrator accepts that scores tell how rare a word is in all of them. */
async function allowsRowSecurity({ pool }: Database): Promise<boolean> {
  const { rows } = await pool.query<{ setting: string | null }>(
    "select current_setting('pg_textsearch.allow_rls', true) as setting",
  );
  return rows[0]?.setting === 'on';
}

async function hasExtension({ pool }: Database, extension: string): Promise<boolean> {
  const { rows } = await pool.query('select from pg_extension where extname = $1', [extension]);
  return rows.length > 0;
}

/** Runs what may be refused for want of rights, or because another process does the same right now; then looks. */
async function attempt(
  { pool }: Database,
  sql: string,
  hasHappened: () => Promise<boolean>,
): Promise<boolean> {
  return retryLostConnection(async () => {
    if (await hasHappened()) return true;
    try {
      await pool.query(sql);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
    return hasHappened();
  });
}

/** An error that the database gave as its answer: of rights (42501), of a race (23505, 42710, XX000), of a library not loaded (XX000, 55000 …). */
function isRefusal(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^(0A|22|23|42|55|58|P0|XX)...$/.test(code);
}

async function canActAsReader(database: Database): Promise<boolean> {
  const { pool } = database;
  const exists = async () =>
    (await pool.query('select from pg_roles where rolname = $1', [readerRole])).rows.length > 0;
  const mayAct = async () => {
    const { rows } = await pool.query<{ may: boolean }>(
      `select pg_has_role(current_user, oid, 'SET') and not rolsuper and not rolbypassrls as may
       from pg_roles where rolname = $1`,
      [readerRole],
    );
    return rows[0]?.may === true;
  };
  if (!(await attempt(database, `create role ${readerRole} nologin nosuperuser nobypassrls`, exists)))
    return false;
  return attempt(database, `grant ${readerRole} to current_user with set true, inherit false`, mayAct);
}

/**
 * Lets the reader read the chunks of a corpus, besides what all corpora share; of vectors it learns nothing. False when this user may not
 * grant that.
 */
export async function grantToReader({ pool }: Database, chunks: string): Promise<boolean> {
  return retryLostConnection(async () => {
    const isGranted = async (client: Pick<PoolClient, 'query'>) => {
      const { rows } = await client.query(
        `select where has_schema_privilege($1, 'fulcrum', 'usage')
           and has_table_privilege($1, 'fulcrum.document_texts', 'select') and has_table_privilege($1, $2, 'select')`,
        [readerRole, chunks],
      );
      return rows.length > 0;
    };
    if (await isGranted(pool)) return true;
    try {
      await inTransaction(pool, async (client) => {
        // Two that grant at once would stumble over each other.
        await client.query('lock table fulcrum.corpora in share row exclusive mode');
        if (await isGranted(client)) return;
        await client.query(`grant usage on schema fulcrum to ${readerRole};
          grant select on fulcrum.access_lists, fulcrum.documents, fulcrum.document_texts, ${chunks} to ${readerRole}`);
      });
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
    return isGranted(pool);
  });
}

/** Binds what is left of the transaction under way to what these groups may read in this corpus. */
export async function actAsReader(
  client: PoolClient,
  corpusId: number,
  groups: readonly string[],
): Promise<void> {
  await client.query(
    `select set_config('fulcrum.corpus', $1, true), set_config('fulcrum.groups', $2::text[]::text, true),
       set_config('role', '${readerRole}', true)`,
    [String(corpusId), groups],
  );
}
