/** Where model files are kept for this user. Knows nothing of which models there are. */
import { homedir, platform } from 'node:os';
import { join } from 'node:path';

/** `FULCRUM_MODELS` if set, else `fulcrum/models` in the user's data folder of the platform. */
export function modelFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.FULCRUM_MODELS) return env.FULCRUM_MODELS;
  const data =
    platform() === 'win32'
      ? (env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'))
      : env.XDG_DATA_HOME || join(homedir(), '.local', 'share');
  return join(data, 'fulcrum', 'models');
}
