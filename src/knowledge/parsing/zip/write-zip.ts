/** Makes a zip archive in memory. Knows nothing of what the entries are. */
import { crc32, deflateRawSync } from 'node:zlib';

/** An archive of the given entries in their order; stored as they are unless `deflate`. */
export function writeZip(
  entries: ReadonlyMap<string, Uint8Array>,
  options: { readonly deflate?: boolean } = {},
): Buffer {
  const isDeflated = options.deflate ?? false;
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, data] of entries) {
    const rawName = Buffer.from(name);
    const packed = isDeflated
      ? deflateRawSync(data)
      : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800, 2);
    common.writeUInt16LE(isDeflated ? 8 : 0, 4);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(rawName.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, rawName]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, rawName);
    parts.push(local, packed);
    offset += local.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.size, 8);
  end.writeUInt16LE(entries.size, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}
