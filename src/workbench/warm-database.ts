/** Starts the embedded database while the rest of the program still loads. Reads nothing from it and reports nothing. */
import { ensureServer } from '../store/embedded/start-server.ts';
import { findConfig, stateFolderBeside } from './config/find-config.ts';

/** What goes wrong here goes wrong again where the database is opened, and is reported there. */
export function warmDatabase(where: string): void {
  try {
    ensureServer(stateFolderBeside(findConfig(where))).catch(() => {});
  } catch {
    // There is no config here.
  }
}
