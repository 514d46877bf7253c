/** Bytes to text, strictly: a file that is not UTF-8 is refused with the place. Does not know what the text means. */
import { isUtf8 } from 'node:buffer';
import { FulcrumError } from '../../domain/errors.ts';

/**
 * Decodes UTF-8, a byte order mark at the start left out; a character is never cut between two chunks. Throws `CASES_ENCODING` with
 * line (from 1) and byte offset (from 0), or `CASES_UTF16` when the file is UTF-16, with or without its byte order mark.
 */
export async function* utf8Text(bytes: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<string> {
  let carried = Buffer.alloc(0);
  let offset = 0;
  let line = 1;
  let started = false;
  for await (const chunk of bytes) {
    let buffer = carried.length === 0 ? asBuffer(chunk) : Buffer.concat([carried, chunk]);
    if (!started) {
      if (buffer.length < 4) {
        carried = Buffer.from(buffer);
        continue;
      }
      started = true;
      refuseUtf16(buffer, file);
      if (hasBom(buffer)) {
        buffer = buffer.subarray(3);
        offset = 3;
      }
    }
    const end = completeLength(buffer);
    const whole = buffer.subarray(0, end);
    refuseInvalid(whole, file, line, offset);
    const text = whole.toString('utf8');
    line += count(text, '\n');
    offset += end;
    carried = Buffer.from(buffer.subarray(end));
    if (text !== '') yield text;
  }
  if (carried.length === 0) return;
  if (!started) {
    refuseUtf16(carried, file);
    if (hasBom(carried)) carried = carried.subarray(3);
  }
  refuseInvalid(carried, file, line, offset);
  if (carried.length > 0) yield carried.toString('utf8');
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

function hasBom(buffer: Buffer): boolean {
  return buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf;
}

/** A byte order mark of UTF-16, or every second byte of the head zero: Latin text in UTF-16 without a mark. */
function refuseUtf16(head: Buffer, file: string): void {
  const mark = head.length >= 2 ? head.readUInt16BE(0) : 0;
  const unmarked =
    head.length >= 4 && (head[0] === 0) !== (head[1] === 0) && (head[2] === 0) === (head[0] === 0);
  const alternating = unmarked && (head[3] === 0) === (head[1] === 0);
  if (mark === 0xfffe || mark === 0xfeff || alternating) throw new FulcrumError('CASES_UTF16', { file });
}

/** Length without the beginning of a character whose rest is in the next chunk. */
function completeLength(buffer: Buffer): number {
  for (let back = 1; back <= Math.min(3, buffer.length); back += 1) {
    const byte = buffer[buffer.length - back] as number;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? buffer.length - back : buffer.length;
    }
  }
  return buffer.length;
}

function refuseInvalid(buffer: Buffer, file: string, line: number, offset: number): void {
  if (isUtf8(buffer)) return;
  // The longest valid prefix, by halving: validity of a prefix is monotone once a cut inside a character is stepped back.
  let valid = 0;
  let invalid = buffer.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >>> 1;
    const cut = completeLength(buffer.subarray(0, middle));
    if (isUtf8(buffer.subarray(0, cut))) valid = middle;
    else invalid = middle;
  }
  const at = completeLength(buffer.subarray(0, valid));
  throw new FulcrumError('CASES_ENCODING', {
    file,
    line: line + count(buffer.subarray(0, at).toString('latin1'), '\n'),
    offset: offset + at,
  });
}

function count(text: string, character: string): number {
  let n = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) n += 1;
  return n;
}
