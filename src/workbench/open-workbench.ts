/** Opens what every verb works on: config, database, stores and models of one task folder. Knows no verb. */
import type { ModelSource } from '../models/model-source.ts';
import { openModelSource } from '../models/open-model-source.ts';
import { type Database, openDatabase } from '../store/connection.ts';
import { openStores, type Stores } from '../store/open-stores.ts';
import { lookForConfig, stateFolderBeside } from './config/find-config.ts';
import { type LoadedConfig, loadConfig } from './config/load-config.ts';
import { modelSourceOptions } from './config/model-source-options.ts';
import { plainFolder } from './config/plain-folder.ts';
import type { Interruption } from './interruption.ts';
import type { OnProgress } from './progress.ts';
import { openAdapters } from './tuning/open-adapters.ts';

export interface WorkbenchOptions {
  /** Config file, or the folder that holds it. */
  readonly where: string;
  /** Whether a folder without a config is taken for a folder of documents. */
  readonly plain?: boolean;
  /** Postgres to use instead of the embedded one. */
  readonly databaseUrl?: string;
  readonly interruption: Interruption;
  readonly onProgress: OnProgress;
  readonly now: () => Date;
}

export interface Workbench extends AsyncDisposable {
  readonly loaded: LoadedConfig;
  /** `.fulcrum` beside the config. */
  readonly stateFolder: string;
  readonly database: Database;
  readonly stores: Stores;
  readonly models: ModelSource;
  readonly options: WorkbenchOptions;
}

export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { where, plain = false } = options;
  const loaded = plain && lookForConfig(where) === undefined ? plainFolder(where) : await loadConfig(where);
  const stateFolder = stateFolderBeside(loaded.file);
  const { databaseUrl } = options;
  const database = await openDatabase(databaseUrl === undefined ? { stateFolder } : { url: databaseUrl });
  const stores = openStores(database, stateFolder);
  const adapters = openAdapters(stores.artefacts, stores.artefactFiles);
  const given = modelSourceOptions(loaded.config);
  const models = openModelSource({ ...given, local: { ...given.local, adapters } });
  return {
    loaded,
    stateFolder,
    database,
    stores,
    models,
    options,
    async [Symbol.asyncDispose]() {
      await models[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}
