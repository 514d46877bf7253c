/** A task as the workbench holds it: the config with its cases imported, its contract settled and its levers found. Knows no verb. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CaseMapping } from '../cases/case-mapping.ts';
import type { CaseContract } from '../cases/expected/case-contract.ts';
import { type ImportResult, importCases } from '../cases/import-cases.ts';
import { type ImportRequest, type ImportSource, planImport } from '../cases/plan-import.ts';
import { FulcrumError } from '../domain/errors.ts';
import type { OutputContract } from '../domain/stack.ts';
import type { LoadedConfig } from './config/load-config.ts';
import type { ReadTaskConfig } from './config/task-config.ts';
import type { Workbench } from './open-workbench.ts';
import type { OnProgress } from './progress.ts';

export interface Task {
  readonly name: string;
  readonly folder: string;
  readonly config: ReadTaskConfig;
  readonly cases: ImportResult;
  readonly contract: OutputContract;
}

/** Its name in the store. */
export function taskName({ config, folder }: LoadedConfig): string {
  return config.name ?? path.basename(folder);
}

/** Imports the cases (a no-op when they did not change) and settles the contract. Throws `INTERRUPTED` instead of a long import. */
export async function openTask({ loaded, stores, options }: Workbench): Promise<Task> {
  const { config, folder } = loaded;
  const { onProgress, interruption } = options;
  if (config.cases === undefined)
    throw new FulcrumError('CASES_NOT_NAMED', { file: path.basename(loaded.file) });
  const request = importRequest(config.cases, config.contract, folder, (event) => {
    interruption.throwIfInterrupted();
    onProgress(event);
  });
  const cases = await importCases(await planImport(request), stores.caseSets);
  for (const [text, times] of Object.entries(cases.report?.notes ?? {})) {
    onProgress({ kind: 'note', text: times > 1 ? `${text} (${times} times)` : text });
  }
  return {
    name: taskName(loaded),
    folder,
    config,
    cases,
    contract: settleContract(config.contract, Object.keys(cases.labelCounts ?? {}).sort()),
  };
}

type CaseConfig = NonNullable<ReadTaskConfig['cases']>;
type NamedCases = Exclude<CaseConfig, string>;

const named = (cases: CaseConfig): NamedCases => (typeof cases === 'string' ? { file: cases } : cases);

/** The files that hold the cases, and how their fields are called there. */
export function caseFiles(cases: CaseConfig): {
  readonly sources: readonly ImportSource[];
  readonly mapping: CaseMapping;
} {
  const { file = [], test, dev, train, map = {} } = named(cases);
  const sources: ImportSource[] = [
    ...[file].flat().map((path) => ({ path })),
    ...(test === undefined ? [] : [{ path: test, split: 'sealed' as const }]),
    ...(dev === undefined ? [] : [{ path: dev, split: 'dev' as const }]),
    ...(train === undefined ? [] : [{ path: train, ...(dev !== undefined && { split: 'train' as const }) }]),
  ];
  return { sources, mapping: map as CaseMapping };
}

/** What `planImport` needs, from the config. */
function importRequest(
  cases: CaseConfig,
  contract: ReadTaskConfig['contract'],
  folder: string,
  onProgress: OnProgress,
): ImportRequest {
  const given = named(cases);
  const { sources, mapping } = caseFiles(cases);
  if (sources.length === 0) {
    throw new FulcrumError('CONFIG_INVALID', { file: 'fulcrum.config', problem: 'cases: names no file' });
  }
  const ownTest = given.test !== undefined;
  return {
    folder,
    sources,
    ...(given.map && { mapping }),
    ...(contract && { contract: caseContract(contract) }),
    ...(given.split ? { split: given.split } : ownTest && { split: { dev: 0.15, sealed: 0, seed: 1 } }),
    onProgress: ({ phase, done }) =>
      onProgress(
        phase === 'hashing'
          ? { kind: 'bytes', what: 'hashing cases, kB', done: Math.ceil(done / 1000) }
          : { kind: 'bytes', what: `${phase} cases`, done },
      ),
  };
}

function caseContract(contract: NonNullable<ReadTaskConfig['contract']>): CaseContract {
  switch (contract.kind) {
    case 'label':
      return { kind: 'label', ...(contract.labels && { labels: contract.labels }) };
    case 'json':
      return { kind: 'json' };
    case 'text':
      return { kind: 'text' };
  }
}

/** `found`: labels of the cases; none where no case was read. */
export function settleContract(stated: ReadTaskConfig['contract'], found: readonly string[]): OutputContract {
  if (stated?.kind === 'json' || stated?.kind === 'text') return stated;
  const labels = stated?.labels ?? found;
  if (labels.length === 0) return { kind: 'text' };
  return { kind: 'label', labels, ...(stated?.descriptions && { descriptions: stated.descriptions }) };
}

/** The files listed under `knowledge`, whole. Throws `TASK_FILE_MISSING`. */
export async function readKnowledge(
  task: Pick<Task, 'config' | 'folder'>,
): Promise<{ name: string; text: string }[]> {
  const { knowledge } = task.config;
  return Promise.all(
    (Array.isArray(knowledge) ? knowledge : []).map(async (name) => ({
      name,
      text: await readFile(path.resolve(task.folder, name), 'utf8').catch((cause: Error) => {
        throw new FulcrumError('TASK_FILE_MISSING', { file: name, problem: cause.message }, { cause });
      }),
    })),
  );
}
