/** The few protocol messages the embedded server writes itself; all others come from the engine. */

function message(type: string, ...fields: (string | number)[]): Buffer {
  const body = Buffer.concat(
    fields.map((field) => {
      if (typeof field === 'string') return Buffer.from(`${field}\0`, 'utf8');
      const word = Buffer.alloc(4);
      word.writeInt32BE(field);
      return word;
    }),
  );
  const header = Buffer.alloc(5);
  header.write(type, 'latin1');
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}

/** The server speaks no TLS. */
export const encryptionRefused = Buffer.from('N');

/** Asks for the password in the clear; the socket is private. */
export const passwordRequest = message('R', 3);

const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5, 'I'.charCodeAt(0)]);

/** What a client that may come in is greeted with. `version` is that of Postgres. */
export function greeting(version: string): Buffer {
  return Buffer.concat([
    message('R', 0),
    message('S', 'server_version', version),
    message('S', 'server_encoding', 'UTF8'),
    message('S', 'client_encoding', 'UTF8'),
    message('S', 'DateStyle', 'ISO, MDY'),
    message('S', 'TimeZone', 'UTC'),
    message('S', 'integer_datetimes', 'on'),
    message('S', 'standard_conforming_strings', 'on'),
    message('K', process.pid, 0),
    readyForQuery,
  ]);
}

/** An error that ends the connection, `sqlState` by the Postgres table of codes. */
export function fatalError(sqlState: string, text: string): Buffer {
  return message('E', `SFATAL`, `VFATAL`, `C${sqlState}`, `M${text}`, '');
}

/** A simple query as a client would send it. */
export function simpleQuery(sql: string): Buffer {
  return message('Q', sql);
}

/** A Sync as a client would send it: leaves a half-sent extended query. */
export const syncMessage = message('S');

/**
 * Transaction state at the end of an engine's output: `I` idle, `T` in a transaction, `E` in a failed one; `undefined` while an extended
 * query waits for its Sync.
 */
export function transactionState(output: Buffer): 'I' | 'T' | 'E' | undefined {
  const at = output.length - 6;
  if (at < 0 || output[at] !== 0x5a || output.readInt32BE(at + 1) !== 5) return undefined;
  return String.fromCharCode(output[at + 5] ?? 0) as 'I' | 'T' | 'E';
}

const panic = Buffer.from('VPANIC\0');
const fatal = Buffer.from('VFATAL\0');

/**
 * Whether the engine reports an error after which Postgres would end itself: its memory can no longer be trusted, but this engine would
 * serve on. The severity field cannot be mistaken for data, which never hold a NUL.
 */
export function endsTheEngine(output: Buffer): boolean {
  return output.includes(panic) || output.includes(fatal);
}
