/** Deletes a pulled model and what an interrupted pull left of it. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FulcrumError } from '../../domain/errors.ts';
import { catalogue, catalogueEntry } from './catalogue.ts';
import { type CatalogueOptions, isPulled } from './list-models.ts';
import { modelFolder } from './model-folder.ts';
import { workFolder } from './pull-model.ts';

/** Returns whether there was anything to delete. Throws `MODEL_UNKNOWN`. */
export async function removeModel(id: string, options: CatalogueOptions = {}): Promise<boolean> {
  const { folder = modelFolder(), from = catalogue } = options;
  const entry = catalogueEntry(id, from);
  if (entry === undefined)
    throw new FulcrumError('MODEL_UNKNOWN', { id, known: from.models.map((m) => m.id).join(', ') });
  const path = join(folder, entry.file);
  const was = await isPulled(entry, path);
  await rm(path, { force: true });
  await rm(workFolder(folder, entry), { recursive: true, force: true });
  return was;
}
