/** `fulcrum adapters list | merge`: the adapters of a task with where they came from, and one merged into its base. Trains none. */
import { readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ArtefactRef } from '../domain/artefact.ts';
import type { TrainedAdapter } from '../domain/bench.ts';
import { FulcrumError } from '../domain/errors.ts';
import { listModels } from '../models/catalogue/list-models.ts';
import { type AdapterRecord, readAdapterRecord } from '../tuning/adapters/adapter-record.ts';
import { mergeIntoGguf } from '../tuning/adapters/merge-into-gguf.ts';
import { readLora } from '../tuning/adapters/read-lora.ts';
import { makeFolders } from './make-folders.ts';
import { nearestName } from './nearest-name.ts';
import type { Workbench } from './open-workbench.ts';
import { taskName } from './task.ts';
import { trainedKind } from './tuning/train-adapter.ts';

export interface ListedAdapter extends AdapterRecord {
  /** Of the artefact; its first twelve digits name it. */
  readonly hash: string;
  readonly trainedAt: string;
}

/** Newest first; one whose artefact is gone is left out. */
export async function listAdapters({ loaded, stores }: Workbench): Promise<readonly ListedAdapter[]> {
  const records = await stores.records.list({ kind: trainedKind, task: taskName(loaded) });
  const listed: ListedAdapter[] = [];
  for (const { body, updatedAt } of records) {
    const { adapter } = body as unknown as TrainedAdapter;
    const record = await stores.artefacts.get(adapter).then(readAdapterRecord, missing);
    if (record) listed.push({ ...record, hash: adapter.hash, trainedAt: updatedAt.toISOString() });
  }
  return listed;
}

function missing(error: unknown): undefined {
  if (!(error instanceof FulcrumError) || error.code !== 'ARTEFACT_MISSING') throw error;
}

export interface MergeOptions {
  /** The beginning of its hash, or `latest`. */
  readonly adapter: string;
  /** GGUF, relative to the working folder: made, or replaced, whole. */
  readonly file: string;
}

/** Throws `ADAPTER_UNKNOWN`, `MODEL_NOT_PULLED`, `ADAPTER_OF_ANOTHER_BASE` and what reading and merging throw. */
export async function mergeAdapter(
  workbench: Workbench,
  { adapter: wanted, file }: MergeOptions,
): Promise<ArtefactRef> {
  const { stores } = workbench;
  const all = await listAdapters(workbench);
  const found = wanted === 'latest' ? all[0] : all.find(({ hash }) => hash.startsWith(wanted));
  if (found === undefined) {
    const known = all.map(({ hash }) => hash.slice(0, 12));
    throw new FulcrumError('ADAPTER_UNKNOWN', {
      wanted,
      nearest: nearestName(wanted, known) ?? known[0] ?? 'none',
    });
  }
  const { base, files, hash } = found;
  const model = (await listModels()).find(({ id }) => id === base.id);
  if (model?.pulled !== true)
    throw new FulcrumError('MODEL_NOT_PULLED', {
      id: base.id,
      sizeMb: Math.ceil((model?.sizeBytes ?? 0) / 1e6),
    });
  const config = await readFile(await stores.artefactFiles.open(files.config), 'utf8');
  const weights = await readFile(await stores.artefactFiles.open(files.weights));
  const target = path.resolve(file);
  await makeFolders(path.dirname(target));
  const temporary = `${target}.part`;
  try {
    await mergeIntoGguf(readLora({ config, weights }), model.path, temporary);
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
  return { kind: 'adapter', hash };
}
