/** The catalogue beside what is on this machine. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Catalogue, type CatalogueEntry, catalogue } from './catalogue.ts';
import { modelFolder } from './model-folder.ts';

export interface ListedModel extends Pick<CatalogueEntry, 'id' | 'kind' | 'name' | 'licence' | 'sizeBytes'> {
  readonly pulled: boolean;
  /** Where the file is or would be. */
  readonly path: string;
}

export interface CatalogueOptions {
  /** Default: the user's model folder. */
  readonly folder?: string;
  /** Default: the built-in catalogue. */
  readonly from?: Catalogue;
}

export async function listModels(options: CatalogueOptions = {}): Promise<readonly ListedModel[]> {
  const { folder = modelFolder(), from = catalogue } = options;
  return await Promise.all(
    from.models.map(async (entry) => {
      const path = join(folder, entry.file);
      const { id, kind, name, licence, sizeBytes } = entry;
      return { id, kind, name, licence, sizeBytes, path, pulled: await isPulled(entry, path) };
    }),
  );
}

/** A file gets its name only when it is whole, so its size is enough of a check here; loading compares the digest. */
export async function isPulled(entry: CatalogueEntry, path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.size === entry.sizeBytes;
}
