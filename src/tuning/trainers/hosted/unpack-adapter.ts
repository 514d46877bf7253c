/** Takes the files of an adapter out of a packed archive, and nothing else: names of the archive become no paths. */
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createZstdDecompress } from 'node:zlib';
import { FulcrumError } from '../../../domain/errors.ts';
import { adapterFiles } from '../trained-files.ts';

const block = 512;
/** An adapter unpacks to megabytes. */
const mostBytes = 4 * 2 ** 30;

/** A tar archive packed by zstd. Throws `ADAPTER_UNSOUND` where a file is missing or the archive is none. Source: POSIX.1-2017, pax, ustar. */
export async function unpackAdapter(archive: string, folder: string): Promise<void> {
  const wanted = new Set<string>(adapterFiles);
  for await (const { name, data } of members(archive)) {
    const file = path.posix.basename(name);
    if (wanted.delete(file)) await writeFile(path.join(folder, file), data);
  }
  const [missing] = wanted;
  if (missing !== undefined) throw unsound(missing, 'the archive does not hold it');
}

async function* members(archive: string): AsyncGenerator<{ readonly name: string; readonly data: Buffer }> {
  let held: Buffer = Buffer.alloc(0);
  let total = 0;
  const pieces = createReadStream(archive).pipe(createZstdDecompress());
  const iterator = pieces[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const take = async (bytes: number): Promise<Buffer | undefined> => {
    const found: Buffer[] = [held];
    let length = held.length;
    while (length < bytes) {
      const { value, done } = await iterator.next().catch((error: Error) => {
        throw unsound(path.basename(archive), error.message);
      });
      if (done === true) return undefined;
      found.push(value);
      length += value.length;
      total += value.length;
      if (total > mostBytes)
        throw unsound(path.basename(archive), `it unpacks to more than ${mostBytes} bytes`);
    }
    const whole = Buffer.concat(found);
    held = whole.subarray(bytes);
    return whole.subarray(0, bytes);
  };
  for (;;) {
    const header = await take(block);
    if (header === undefined || header.every((byte) => byte === 0)) return;
    const size = Number.parseInt(header.toString('latin1', 124, 136).replace(/[\0 ].*$/s, ''), 8);
    if (!(size >= 0)) throw unsound(path.basename(archive), 'it is no tar archive');
    const data = await take(Math.ceil(size / block) * block);
    if (data === undefined) throw unsound(path.basename(archive), 'it is cut short');
    const isFile = [0, 0x30].includes(header[156] ?? -1);
    if (isFile)
      yield { name: header.toString('utf8', 0, 100).replace(/\0.*$/s, ''), data: data.subarray(0, size) };
  }
}

function unsound(file: string, problem: string): FulcrumError {
  return new FulcrumError('ADAPTER_UNSOUND', { file, problem });
}
