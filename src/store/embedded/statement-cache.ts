/**
 * Keeps the statements that clients send again and again parsed and planned in the engine, where parsing and planning cost more than
 * running them. Clients notice nothing. Knows the protocol, nothing of the statements.
 */

const query = 'Q'.charCodeAt(0);
const parse = 'P'.charCodeAt(0);
const bind = 'B'.charCodeAt(0);
const errorResponse = 'E'.charCodeAt(0);
const headerBytes = 5;
const parseComplete = Buffer.from([0x31, 0, 0, 0, 4]);

/** Statements beyond these are run as they come: their texts are made for one use. */
const maxStatements = 200;
const maxTextBytes = 32 * 1024;

/** Changes what a kept statement returns; only simple queries carry such. */
const changesTables = /\b(create|alter|drop)\b/i;

/** A unit as the engine is to run it. */
export interface CachedUnit {
  readonly bytes: Buffer;
  /** Makes the engine's output what the client expects for the unit it sent. */
  finish(output: Buffer): Buffer;
}

export class StatementCache {
  /** Names in the engine by text. A name is never used for another statement. */
  readonly #names = new Map<string, string>();
  #namesGiven = 0;
  #runs = 0;
  #plansDueAt = 64;

  /**
   * Plans are made for the table sizes of their time. They are due to be discarded whenever the number of runs has doubled, so that none is
   * used on tables of a quite different size.
   */
  plansAreDue(): boolean {
    if (this.#runs < this.#plansDueAt) return false;
    this.#plansDueAt *= 2;
    return true;
  }

  /** `undefined` for a unit that is to run as it is: all but one unnamed statement, parsed and bound. */
  take(unit: Buffer): CachedUnit | undefined {
    if (unit[0] === query && changesTables.test(unit.toString('latin1'))) this.#names.clear();
    const [parsing, binding, ...others] = messagesOf(unit);
    if (parsing?.[0] !== parse || parsing[headerBytes] !== 0 || binding?.[0] !== bind) return undefined;
    if (others.some(([type]) => type === parse || type === bind)) return undefined;
    this.#runs++;
    const text = parsing.toString('latin1', headerBytes);
    const known = this.#names.get(text);
    if (known !== undefined) {
      return {
        bytes: Buffer.concat([bindingTo(known, binding), ...others]),
        finish: (output) => Buffer.concat([parseComplete, output]),
      };
    }
    if (this.#names.size >= maxStatements || text.length > maxTextBytes) return undefined;
    const name = `kept ${this.#namesGiven++}`;
    return {
      bytes: Buffer.concat([parsingAs(name, parsing), bindingTo(name, binding), ...others]),
      finish: (output) => {
        if (!hasError(output)) this.#names.set(text, name);
        return output;
      },
    };
  }
}

function messagesOf(bytes: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + bytes.readInt32BE(at + 1);
    messages.push(bytes.subarray(at, end));
    at = end;
  }
  return messages;
}

function hasError(output: Buffer): boolean {
  for (let at = 0; at < output.length; at += 1 + output.readInt32BE(at + 1))
    if (output[at] === errorResponse) return true;
  return false;
}

/** A Parse names its statement first; the unnamed one has an empty name, whose end is kept. */
function parsingAs(name: string, parsing: Buffer): Buffer {
  return message(parse, Buffer.from(name), parsing.subarray(headerBytes));
}

/** A Bind names its portal first, then its statement. */
function bindingTo(name: string, binding: Buffer): Buffer {
  const portalEnd = binding.indexOf(0, headerBytes) + 1;
  return message(
    bind,
    binding.subarray(headerBytes, portalEnd),
    Buffer.from(name),
    binding.subarray(portalEnd),
  );
}

function message(type: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(headerBytes);
  header[0] = type;
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}
