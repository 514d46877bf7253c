/** A folder of documents without a config, taken as a task that searches them by local models. Reads no document. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { FulcrumError } from '../../domain/errors.ts';
import { refuseListAbove } from '../../knowledge/documents/refuse-list-above.ts';
import { defaultModels } from './default-models.ts';
import type { LoadedConfig } from './load-config.ts';
import { documentInstruction } from './render-config.ts';
import { taskSchema } from './task-config.ts';

/** Its state lies in the folder, hidden, and so is no document. Throws `DOCUMENTS_MISSING` where there is no folder, and `ACCESS_LIST_ABOVE`. */
export function plainFolder(where: string): LoadedConfig {
  const folder = path.resolve(where);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new FulcrumError('DOCUMENTS_MISSING', { root: folder });
  refuseListAbove(folder);
  const config = taskSchema.parse({
    // On a server two folders called `docs` are two.
    name: folder,
    instruction: { text: documentInstruction, inputTag: 'question' },
    models: defaultModels,
    knowledge: { documents: '.' },
  });
  return { config, folder, file: path.join(folder, 'fulcrum.config.ts') };
}
