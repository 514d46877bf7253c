/** Breaks every connection of a database, so that replies under way are lost. Knows nothing of what is asked. */
import type { Database } from '../connection.ts';

export function cutConnections({ pool }: Database): void {
  const { _clients: clients } = pool as unknown as {
    _clients: { connection: { stream: { destroy(): void } } }[];
  };
  for (const { connection } of [...clients]) connection.stream.destroy();
}
