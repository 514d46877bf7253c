/** `fulcrum init` on a folder of documents: writes a config that answers from them, and has no cases yet. Reads no document. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FulcrumError } from '../domain/errors.ts';
import { findDocuments } from '../knowledge/documents/find-documents.ts';
import { renderConfig } from './config/render-config.ts';
import { draftModels, isWithin, type ModelOptions, newConfig } from './init.ts';

export interface InitDocumentsOptions extends ModelOptions {
  /** Relative to the working folder. */
  readonly documents: string;
  /** Where the config goes; outside of the documents, as it would be one of them. */
  readonly folder?: string;
}

/** Throws `DOCUMENTS_NEED_FOLDER`, `CONFIG_EXISTS`, and what finding the documents throws. `files`: found, whatever can be read of them. */
export async function initDocuments(
  options: InitDocumentsOptions,
): Promise<{ readonly file: string; readonly files: number }> {
  const root = path.resolve(options.documents);
  const folder = path.resolve(options.folder ?? root);
  if (isWithin(root, folder))
    throw new FulcrumError('DOCUMENTS_NEED_FOLDER', { documents: options.documents });
  const file = await newConfig(folder);
  const { files } = await findDocuments({ root });
  await mkdir(folder, { recursive: true });
  const documents = path.relative(folder, root).replaceAll(path.sep, '/');
  await writeFile(file, renderConfig({ ...draftModels(options), documents }));
  return { file, files: files.length };
}
