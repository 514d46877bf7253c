/** Where model files are kept for this user. Knows nothing of which models there are. */
import { join } from 'node:path';
import { userDataFolder } from './user-data-folder.ts';

/** `FULCRUM_MODELS` if set, else `fulcrum/models` in the user's data folder of the platform. */
export function modelFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.FULCRUM_MODELS || join(userDataFolder(env), 'models');
}
