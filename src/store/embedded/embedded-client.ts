/** A `pg` client that finds or starts the embedded server before it connects. Knows nothing of pools or queries. */
import pg from 'pg';
import type { Endpoint } from './database-lock.ts';
import { ensureServer } from './start-server.ts';

type Connected = (error: Error) => void;

/**
 * The client class for one state folder, to be handed to a `pg.Pool`: a pool whose server was killed comes back with its next query,
 * because each new connection asks for the server anew.
 */
export function embeddedClient(stateFolder: string): typeof pg.Client {
  return class EmbeddedClient extends pg.Client {
    #endpoint: Endpoint | undefined;

    constructor(config?: pg.ClientConfig) {
      super({
        ...config,
        user: 'postgres',
        database: 'postgres',
        password: () => this.#endpoint?.token ?? '',
      });
    }

    override connect(): Promise<void>;
    override connect(connected: Connected): void;
    override connect(connected?: Connected): Promise<void> | undefined {
      const ready = ensureServer(stateFolder).then((endpoint) => {
        this.#endpoint = endpoint;
        Object.assign(this, { host: endpoint.host, port: endpoint.port });
      });
      if (connected === undefined) return ready.then(() => super.connect());
      ready.then(() => super.connect(connected), connected);
      return undefined;
    }
  };
}
