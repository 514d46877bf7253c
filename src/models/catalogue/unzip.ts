/** Takes one member out of a zip file, streaming. Knows nothing of wheels. */
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

const signature = { end: 0x06054b50, central: 0x02014b50 } as const;
const endBytes = 22;
const longestComment = 65_535;
const method = { stored: 0, deflated: 8 } as const;

/**
 * Writes the bytes of `member` to `target`. Throws `Error` when the archive has no such member, uses zip64 or another compression, or
 * when more than `maxBytes` come out.
 */
export async function unzip(
  archive: string,
  member: string,
  target: string,
  options: { readonly maxBytes: number; readonly signal?: AbortSignal },
): Promise<void> {
  const { start, bytes, isDeflated } = await locate(archive, member);
  const source = createReadStream(archive, { start, end: start + bytes - 1 });
  const output = createWriteStream(target);
  let written = 0;
  const capped = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      written += chunk.length;
      if (written > options.maxBytes)
        throw new Error(`${member} unpacks to more than ${options.maxBytes} bytes`);
      yield chunk;
    }
  };
  const signal = options.signal ? { signal: options.signal } : {};
  if (isDeflated) await pipeline(source, createInflateRaw(), capped, output, signal);
  else await pipeline(source, capped, output, signal);
}

async function locate(archive: string, member: string) {
  await using file = await open(archive);
  const { size } = await file.stat();
  const read = async (at: number, length: number) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
    return buffer.subarray(0, bytesRead);
  };
  const tailBytes = Math.min(size, endBytes + longestComment);
  const tail = await read(size - tailBytes, tailBytes);
  let end = tail.length - endBytes;
  while (end >= 0 && tail.readUInt32LE(end) !== signature.end) end--;
  if (end < 0) throw new Error(`${archive} is not a zip file`);
  const directory = await read(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === signature.central; ) {
    const nameBytes = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + 46, at + 46 + nameBytes);
    if (name === member) {
      const compression = directory.readUInt16LE(at + 10);
      if (compression !== method.stored && compression !== method.deflated)
        throw new Error(`${member} is compressed by method ${compression}`);
      const header = directory.readUInt32LE(at + 42);
      const local = await read(header, 30);
      const start = header + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
      return { start, bytes: directory.readUInt32LE(at + 20), isDeflated: compression === method.deflated };
    }
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  throw new Error(`${archive} holds no ${member}`);
}
