/** Finds the config file of a task and the folder that holds its state. Reads neither. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { FulcrumError } from '../../domain/errors.ts';

const names = [
  'fulcrum.config.ts',
  'fulcrum.config.mjs',
  'fulcrum.config.js',
  'fulcrum.config.yaml',
  'fulcrum.config.json',
];

/** The absolute path of the config: `where` itself, or what the folder `where` holds. Throws `CONFIG_MISSING`. */
export function findConfig(where: string): string {
  const found = lookForConfig(where);
  if (found === undefined) throw new FulcrumError('CONFIG_MISSING', { where: path.resolve(where) });
  return found;
}

/** As `findConfig`; `undefined` when there is none. */
export function lookForConfig(where: string): string | undefined {
  const place = path.resolve(where);
  if (path.extname(place) !== '' && statSync(place, { throwIfNoEntry: false })?.isFile()) return place;
  return names.map((name) => path.join(place, name)).find((file) => existsSync(file));
}

/** `.fulcrum` beside the config. */
export function stateFolderBeside(configFile: string): string {
  return path.join(path.dirname(configFile), '.fulcrum');
}
