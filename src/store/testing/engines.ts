/** The engines that every test of the store runs on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseLocation } from '../connection.ts';
import { newServerDatabase } from './postgres-server.ts';
import { noServerReason } from './start-postgres.ts';
import { testStateFolder } from './test-state-folder.ts';

export interface TestWorkbench extends AsyncDisposable {
  /** An empty, migrated or new database. */
  readonly location: DatabaseLocation;
  /** For artefacts, whichever engine. */
  readonly stateFolder: string;
}

export interface Engine {
  readonly name: 'embedded' | 'server';
  readonly skipReason?: string;
  /** A workbench of its own. */
  create(): Promise<TestWorkbench>;
}

const serverReason = noServerReason();
if (serverReason !== undefined) console.warn(`skipped on a Postgres server: ${serverReason}`);

export const engines: readonly Engine[] = [
  {
    name: 'embedded',
    async create() {
      const folder = await testStateFolder();
      return {
        location: { stateFolder: folder.path },
        stateFolder: folder.path,
        [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
      };
    },
  },
  {
    name: 'server',
    ...(serverReason !== undefined && { skipReason: serverReason }),
    async create() {
      const stateFolder = mkdtempSync(join(tmpdir(), 'fulcrum-state-'));
      return {
        location: { url: await newServerDatabase() },
        stateFolder,
        [Symbol.asyncDispose]: async () => rmSync(stateFolder, { recursive: true, force: true }),
      };
    },
  },
];
