/** Cuts a client's byte stream into units that must run without another client in between. Knows framing only, nothing of queries. */

const sslRequestCode = 80877103;
const gssEncryptionRequestCode = 80877104;
const protocolVersion3 = 196608;

const query = 'Q'.charCodeAt(0);
const sync = 'S'.charCodeAt(0);
const flush = 'H'.charCodeAt(0);
const password = 'p'.charCodeAt(0);
const terminate = 'X'.charCodeAt(0);

/** Larger messages are refused: nothing in Fulcrum sends them, and they would have to fit the WASM heap twice. */
const maxMessageBytes = 64 * 1024 * 1024;

/** What a client asked for, as far as the server must tell it apart. */
export type ClientUnit =
  /** The client asks for encryption, which a private socket does not offer. */
  | { readonly kind: 'encryption-request' }
  | { readonly kind: 'startup' }
  | { readonly kind: 'password'; readonly password: string }
  /** A simple query, or extended-protocol messages up to and including their Sync or Flush. */
  | { readonly kind: 'statements'; readonly bytes: Buffer }
  | { readonly kind: 'terminate' };

/**
 * Stateful reader of one connection. Extended-protocol messages share the one backend session with every other client, whose Parse or
 * Bind in between would replace the unnamed statement: so they are handed on only as a whole.
 */
export class MessageReader {
  #chunks: Buffer[] = [];
  #byteCount = 0;
  /** Bytes that must have arrived before looking again is worthwhile; keeps large messages linear in time. */
  #neededBytes = 8;
  #started = false;

  /** The units completed by `chunk`. Throws `RangeError` on a message that is malformed or too long. */
  push(chunk: Buffer): ClientUnit[] {
    this.#chunks.push(chunk);
    this.#byteCount += chunk.length;
    if (this.#byteCount < this.#neededBytes) return [];
    const bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#byteCount);
    const units: ClientUnit[] = [];
    const rest = bytes.subarray(this.#take(bytes, units));
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#byteCount = rest.length;
    return units;
  }

  /** Appends complete units and returns how many bytes they took. */
  #take(bytes: Buffer, units: ClientUnit[]): number {
    let unitStart = 0;
    let offset = 0;
    for (;;) {
      const headerBytes = this.#started ? 5 : 8;
      if (bytes.length < offset + headerBytes) {
        this.#neededBytes = offset - unitStart + headerBytes;
        return unitStart;
      }
      const length = bytes.readInt32BE(this.#started ? offset + 1 : offset) + (this.#started ? 1 : 0);
      if (length < headerBytes || length > maxMessageBytes)
        throw new RangeError(`a client sent a message of ${length} bytes`);
      if (bytes.length < offset + length) {
        this.#neededBytes = offset - unitStart + length;
        return unitStart;
      }
      const message = bytes.subarray(offset, offset + length);
      offset += length;
      if (!this.#started) {
        units.push(this.#opening(message));
        unitStart = offset;
        continue;
      }
      const type = message[0];
      if (type === terminate) {
        units.push({ kind: 'terminate' });
        unitStart = offset;
      } else if (type === password) {
        units.push({ kind: 'password', password: message.toString('utf8', 5, message.length - 1) });
        unitStart = offset;
      } else if (type === query || type === sync || type === flush) {
        units.push({ kind: 'statements', bytes: bytes.subarray(unitStart, offset) });
        unitStart = offset;
      }
    }
  }

  #opening(message: Buffer): ClientUnit {
    const code = message.readInt32BE(4);
    if (code === sslRequestCode || code === gssEncryptionRequestCode) return { kind: 'encryption-request' };
    // A cancel request opens a connection of its own; the engine cannot be interrupted, so it is closed unanswered.
    if (code !== protocolVersion3) return { kind: 'terminate' };
    this.#started = true;
    return { kind: 'startup' };
  }
}
