/** Finds the config file of a task and the folder that holds its state. Reads neither. */
import { existsSync } from 'node:fs';
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
  const place = path.resolve(where);
  const candidates = names.map((n) => path.join(place, n));
  const found =
    existsSync(place) && path.extname(place) !== '' ? place : candidates.find((c) => existsSync(c));
  if (found === undefined) throw new FulcrumError('CONFIG_MISSING', { where: place });
  return found;
}

/** `.fulcrum` beside the config. */
export function stateFolderBeside(configFile: string): string {
  return path.join(path.dirname(configFile), '.fulcrum');
}
