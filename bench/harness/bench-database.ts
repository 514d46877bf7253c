/** A database of its own for a benchmark, on either engine, gone with it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, type DatabaseLocation, openDatabase } from '../../src/store/connection.ts';
import { openStores, type Stores } from '../../src/store/open-stores.ts';
import { noServerReason, startPostgres } from '../../src/store/testing/start-postgres.ts';

export interface BenchDatabase extends AsyncDisposable {
  readonly database: Database;
  readonly stores: Stores;
  readonly stateFolder: string;
  readonly location: DatabaseLocation;
}

export type EngineName = 'embedded' | 'server';

/** Those that can run here; says why one cannot. */
export function benchEngines(): EngineName[] {
  const noServer = noServerReason();
  if (noServer === undefined) return ['embedded', 'server'];
  console.log(noServer);
  return ['embedded'];
}

export async function openBenchDatabase(engine: EngineName): Promise<BenchDatabase> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'fulcrum-bench-'));
  const location =
    engine === 'embedded' ? { stateFolder } : { url: await startPostgres(stateFolder, process.pid) };
  const database = await openDatabase(location);
  return {
    database,
    stores: openStores(database, stateFolder),
    stateFolder,
    location,
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      rmSync(stateFolder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
