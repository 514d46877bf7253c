/** Lets many clients share one PGlite session without ever mixing their statements. Knows the protocol, nothing of Fulcrum's tables. */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import {
  encryptionRefused,
  endsTheEngine,
  fatalError,
  greeting,
  passwordRequest,
  simpleQuery,
  syncMessage,
  transactionState,
} from './backend-messages.ts';
import { MessageReader } from './message-reader.ts';
import { StatementCache } from './statement-cache.ts';

interface Connection {
  readonly socket: Socket;
  readonly reader: MessageReader;
  admitted: boolean;
  closed: boolean;
}

export interface WireServerOptions {
  readonly db: PGlite;
  /** Version of Postgres to announce. */
  readonly version: string;
  /** The password of every client. */
  readonly token: string;
  /** Called before each unit; a text refuses it as "disk full" (53100). */
  readonly refuse: () => string | undefined;
  readonly onClientCount: (count: number) => void;
  /** The engine failed in a way that leaves its state in doubt. */
  readonly onEngineFailure: (error: unknown) => void;
  /** A client that stays silent this long within a transaction loses its connection, so that it cannot hold up the others. */
  readonly idleInTransactionMs: number;
}

/**
 * Runs one unit (a simple query, or an extended query up to its Sync) at a time. A client in a transaction owns the session until it ends
 * the transaction or goes away, which rolls it back. Session state (SET, session advisory locks, temporary tables, named statements) is
 * shared by all clients and must not be used.
 */
export class WireServer {
  readonly #options: WireServerOptions;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  readonly #statements = new StatementCache();
  readonly #queue: { readonly connection: Connection; readonly bytes: Buffer }[] = [];
  #owner: Connection | undefined;
  #ownerTimer: NodeJS.Timeout | undefined;
  #running = false;

  constructor(options: WireServerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Listens on a Unix socket, or on a loopback port that the system picks; returns the port then. */
  async listen(path: string | undefined): Promise<number | undefined> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      if (path === undefined) this.#server.listen(0, '127.0.0.1', resolve);
      else this.#server.listen(path, resolve);
    });
    const address = this.#server.address();
    return address !== null && typeof address === 'object' ? address.port : undefined;
  }

  /** Takes no more clients and drops those that are there; what they have not committed is rolled back. */
  stop(): void {
    this.#server.close();
    for (const connection of this.#connections) connection.socket.destroy();
    this.#queue.length = 0;
  }

  #accept(socket: Socket): void {
    const connection: Connection = { socket, reader: new MessageReader(), admitted: false, closed: false };
    this.#connections.add(connection);
    this.#options.onClientCount(this.#connections.size);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(connection, chunk));
    // 'close' always follows and does the work.
    socket.on('error', () => {});
    socket.on('close', () => this.#forget(connection));
  }

  #receive(connection: Connection, chunk: Buffer): void {
    const { socket } = connection;
    try {
      for (const unit of connection.reader.push(chunk)) {
        if (unit.kind === 'encryption-request') socket.write(encryptionRefused);
        else if (unit.kind === 'terminate') socket.end();
        else if (unit.kind === 'startup') socket.write(passwordRequest);
        else if (unit.kind === 'password') this.#admit(connection, unit.password);
        else if (connection.admitted) this.#queue.push({ connection, bytes: unit.bytes });
      }
    } catch (error) {
      socket.end(fatalError('08P01', error instanceof Error ? error.message : String(error)));
      return;
    }
    this.#schedule();
  }

  #admit(connection: Connection, token: string): void {
    const given = Buffer.from(token);
    const expected = Buffer.from(this.#options.token);
    if (given.length === expected.length && timingSafeEqual(given, expected)) {
      connection.admitted = true;
      connection.socket.write(greeting(this.#options.version));
    } else {
      connection.socket.end(fatalError('28P01', 'the password is not that of this database'));
    }
  }

  #forget(connection: Connection): void {
    connection.closed = true;
    this.#connections.delete(connection);
    for (let i = this.#queue.length - 1; i >= 0; i--)
      if (this.#queue[i]?.connection === connection) this.#queue.splice(i, 1);
    if (this.#owner === connection && !this.#running) this.#rollBack();
    this.#options.onClientCount(this.#connections.size);
    this.#schedule();
  }

  #rollBack(): void {
    this.#own(undefined);
    this.#queue.unshift({ connection: abandoned, bytes: rollBackUnit });
  }

  #own(owner: Connection | undefined): void {
    this.#owner = owner;
    clearTimeout(this.#ownerTimer);
    if (owner !== undefined)
      this.#ownerTimer = setTimeout(() => owner.socket.destroy(), this.#options.idleInTransactionMs);
  }

  #next(): { readonly connection: Connection; readonly bytes: Buffer } | undefined {
    if (this.#owner === undefined) return this.#queue.shift();
    const at = this.#queue.findIndex((unit) => unit.connection === this.#owner);
    return at < 0 ? undefined : this.#queue.splice(at, 1)[0];
  }

  #schedule(): void {
    if (this.#running) return;
    const unit = this.#next();
    if (unit === undefined) return;
    this.#running = true;
    this.#run(unit.connection, unit.bytes).then(
      () => {
        this.#running = false;
        // Through the event loop, so that sockets are read and written between units.
        setImmediate(() => this.#schedule());
      },
      (error) => this.#options.onEngineFailure(error),
    );
  }

  async #run(connection: Connection, bytes: Buffer): Promise<void> {
    const refusal = this.#owner === undefined ? this.#options.refuse() : undefined;
    if (refusal !== undefined && connection !== abandoned) {
      connection.socket.end(fatalError('53100', refusal));
      return;
    }
    if (this.#owner === undefined && this.#statements.plansAreDue()) await this.#execute(discardPlans);
    const cached = this.#statements.take(bytes);
    const raw = await this.#execute(cached?.bytes ?? bytes);
    const output = cached?.finish(raw) ?? raw;
    if (endsTheEngine(output)) {
      await new Promise<void>((resolve) => connection.socket.end(output, resolve));
      throw new Error(output.toString('latin1'));
    }
    if (connection === abandoned) return;
    this.#own(transactionState(output) === 'I' ? undefined : connection);
    if (!connection.closed) connection.socket.write(output);
    else if (this.#owner === connection) this.#rollBack();
  }

  async #execute(bytes: Buffer): Promise<Buffer> {
    const chunks: Buffer[] = [];
    await this.#options.db.execProtocolRawStream(bytes, {
      // The bytes are a view into the engine's memory and change with the next query.
      onRawData: (data) => chunks.push(Buffer.from(data)),
    });
    return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  }
}

/** Stands for clients that left a transaction behind. */
const abandoned = { closed: true } as Connection;
const discardPlans = simpleQuery('DISCARD PLANS');
const rollBackUnit = Buffer.concat([syncMessage, simpleQuery('ROLLBACK')]);
