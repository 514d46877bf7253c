/** Where Fulcrum keeps what is large and made once for this user: models, the trainer's environment. Knows neither. */
import { homedir, platform } from 'node:os';
import { join } from 'node:path';

/** `fulcrum` in the user's data folder of the platform. */
export function userDataFolder(env: NodeJS.ProcessEnv = process.env): string {
  const data =
    platform() === 'win32'
      ? (env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'))
      : env.XDG_DATA_HOME || join(homedir(), '.local', 'share');
  return join(data, 'fulcrum');
}
