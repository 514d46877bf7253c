/** Reads a zip archive held in memory, trusting none of its numbers. Knows nothing of what the entries are. */
import { crc32, inflateRawSync } from 'node:zlib';
import { megabytes } from '../document-builder.ts';
import { ParseProblem } from '../parse-problem.ts';
import type { ParsingLimits } from '../parsing-limits.ts';

const signature = { end: 0x06054b50, central: 0x02014b50, local: 0x04034b50 } as const;
const endBytes = 22;
const centralBytes = 46;
const localBytes = 30;
const longestComment = 65_535;
const method = { stored: 0, deflated: 8 } as const;
/** Small entries may well shrink to almost nothing. */
const ratioFreeBytes = 2 ** 20;

export interface ZipEntry {
  /** As written in the archive: a name, not a path to be opened. */
  readonly name: string;
  readonly isFolder: boolean;
  readonly isLink: boolean;
  readonly isEncrypted: boolean;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where its local header starts. */
  readonly at: number;
}

/** Whether the bytes start as a zip archive does (an empty one has only its end). */
export function looksLikeZip(head: Uint8Array): boolean {
  return (
    head[0] === 0x50 &&
    head[1] === 0x4b &&
    ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6))
  );
}

export class ZipArchive {
  readonly entries: readonly ZipEntry[];
  readonly #bytes: Buffer;
  readonly #limits: ParsingLimits;
  #unpackedBytes = 0;

  /** Throws `ParseProblem` when the archive is broken, split, zip64 or holds too many entries. */
  constructor(bytes: Uint8Array, limits: ParsingLimits) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#limits = limits;
    this.entries = readDirectory(this.#bytes, limits.zipEntries);
  }

  /** The entry of exactly that name; the last one, should there be several. */
  find(name: string): ZipEntry | undefined {
    return this.entries.findLast((entry) => entry.name === name);
  }

  /** The bytes of an entry. Throws `ParseProblem` when it is broken or unpacks to more than the limits allow. */
  read(entry: ZipEntry): Buffer {
    if (entry.isEncrypted) throw new ParseProblem('is encrypted');
    const { bytesIn, zipRatio, zipBytes } = this.#limits;
    const header = this.#bytes;
    if (entry.at + localBytes > header.length || header.readUInt32LE(entry.at) !== signature.local)
      throw broken();
    const start =
      entry.at + localBytes + header.readUInt16LE(entry.at + 26) + header.readUInt16LE(entry.at + 28);
    const packed = header.subarray(start, start + entry.packedBytes);
    if (packed.length !== entry.packedBytes) throw broken();
    const byRatio = Math.max(ratioFreeBytes, packed.length * zipRatio);
    const left = zipBytes - this.#unpackedBytes;
    const most = Math.min(bytesIn, byRatio, left);
    const data = unpack(entry, packed, most);
    if (data === undefined) {
      if (most === left)
        throw new ParseProblem(`is past the ${megabytes(zipBytes)} MB that one archive may unpack to`);
      if (most === byRatio) throw new ParseProblem(`unpacks to more than ${zipRatio} times its size`);
      throw new ParseProblem(`unpacks to more than ${megabytes(bytesIn)} MB`);
    }
    this.#unpackedBytes += data.length;
    if (crc32(data) !== entry.crc) throw broken();
    return data;
  }
}

const broken = () => new ParseProblem('is a broken zip archive');

/** Undefined when more than `most` bytes come out. */
function unpack(entry: ZipEntry, packed: Buffer, most: number): Buffer | undefined {
  if (entry.method === method.stored) return packed.length > most ? undefined : packed;
  if (entry.method !== method.deflated)
    throw new ParseProblem(`is packed by method ${entry.method}, which is not supported`);
  if (most <= 0) return undefined;
  try {
    return inflateRawSync(packed, { maxOutputLength: most });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw broken();
  }
}

function readDirectory(bytes: Buffer, mostEntries: number): ZipEntry[] {
  const earliest = Math.max(0, bytes.length - endBytes - longestComment);
  let end = bytes.length - endBytes;
  while (end >= earliest && bytes.readUInt32LE(end) !== signature.end) end--;
  if (end < earliest || end < 0) throw broken();
  const count = bytes.readUInt16LE(end + 10);
  const length = bytes.readUInt32LE(end + 12);
  const offset = bytes.readUInt32LE(end + 16);
  if (count === 0xffff || length === 0xffffffff || offset === 0xffffffff)
    throw new ParseProblem('is a zip64 archive, which is not supported');
  if (bytes.readUInt16LE(end + 4) !== 0) throw new ParseProblem('is one part of a split archive');
  if (count > mostEntries) throw new ParseProblem(`holds more than ${mostEntries} entries`);
  // Something may stand before the archive, as in one that unpacks itself.
  const shift = end - length - offset;
  if (shift < 0) throw broken();
  const entries: ZipEntry[] = [];
  let at = end - length;
  for (let index = 0; index < count; index++) {
    if (at + centralBytes > end || bytes.readUInt32LE(at) !== signature.central) throw broken();
    const flags = bytes.readUInt16LE(at + 8);
    const nameBytes = bytes.readUInt16LE(at + 28);
    const nameEnd = at + centralBytes + nameBytes;
    if (nameEnd > end) throw broken();
    const rawName = bytes.subarray(at + centralBytes, nameEnd);
    const unixMode = bytes.readUInt32LE(at + 38) >>> 16;
    const name = decodeName(rawName);
    entries.push({
      name,
      isFolder: name.endsWith('/'),
      isLink: (unixMode & 0o170000) === 0o120000,
      isEncrypted: (flags & 1) !== 0,
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      packedBytes: bytes.readUInt32LE(at + 20),
      bytes: bytes.readUInt32LE(at + 24),
      at: bytes.readUInt32LE(at + 42) + shift,
    });
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function decodeName(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
