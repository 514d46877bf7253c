/**
 * The extensions that searching documents needs, vectors and BM25. A database is started with them once it has been asked for them, because
 * they lengthen every start; knows nothing of the tables that use them.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Extensions } from '@electric-sql/pglite';
import { livingClaims } from './database-lock.ts';

/** In the data folder, so that it goes where the data go. */
const markerOf = (dataFolder: string) => join(dataFolder, 'fulcrum-extensions');

/** `settings` are further `name=value` pairs that the engine must be started with. */
export interface WantedExtensions {
  readonly extensions: Extensions;
  readonly settings: readonly string[];
}

/** What a database is to be started with. */
export async function wantedExtensions(dataFolder: string): Promise<WantedExtensions> {
  if (!existsSync(markerOf(dataFolder))) return { extensions: {}, settings: [] };
  const [{ vector }, { pg_textsearch }] = await Promise.all([
    import('@electric-sql/pglite-pgvector'),
    import('@electric-sql/pglite-pg_textsearch'),
  ]);
  return {
    extensions: {
      vector,
      pg_textsearch: {
        ...pg_textsearch,
        // Named there, PGlite would write the library into postgresql.conf, and a start without it would fail ever after.
        setup: async (db, options) => ({
          ...(await pg_textsearch.setup(db, options)),
          sharedPreloadLibraries: [],
        }),
      },
    },
    settings: ['shared_preload_libraries=pg_textsearch', 'pg_textsearch.allow_rls=on'],
  };
}

/** A server ends within a second; should one not, the next statement says what it lacks. */
const endTimeoutMs = 20_000;

/**
 * Has the database start with its extensions from now on, and ends the server that runs without: the next statement starts another. What
 * its clients have not committed is rolled back, as after any lost connection.
 */
export async function demandExtensions(stateFolder: string): Promise<void> {
  writeFileSync(markerOf(join(stateFolder, 'db')), '');
  const ending = new Set(livingClaims(stateFolder).map((claim) => claim.process.pid));
  for (const pid of ending) {
    try {
      process.kill(pid, 'SIGTERM');
    } catch {
      // It went by itself.
    }
  }
  for (const deadline = performance.now() + endTimeoutMs; performance.now() < deadline; await sleep(10))
    if (!livingClaims(stateFolder).some((claim) => ending.has(claim.process.pid))) return;
}
