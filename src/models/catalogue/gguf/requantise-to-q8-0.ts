/**
 * Turns a GGUF file of smaller blocks into a Q8_0 one. Nothing is regained in quality, but a token gets equal numbers alone and among
 * others, and CPUs have better kernels for 8-bit blocks. Knows nothing of what the model is.
 */
import { readFile } from 'node:fs/promises';
import { entry, readGgufHeader, writeGguf } from './gguf.ts';
import { expand, isQuantised, tensorBytes, tensorType, toQ80 } from './quantise.ts';

/** `general.file_type` of a file that is mostly Q8_0. */
const mostlyQ80 = 7;
/** Numbers that are expanded at a time. */
const slice = 2 ** 20;

/** Reads `source` (tensors of the types in `quantise.ts`; any other throws) and writes `target`. Equal input gives equal bytes on every machine. */
export async function requantiseToQ80(source: string, target: string): Promise<void> {
  const file = await readFile(source);
  const { entries, tensors, dataStart } = readGgufHeader(file);
  await writeGguf(
    target,
    entries.map((e) => (e.key === 'general.file_type' ? entry.uint32(e.key, mostlyQ80) : e)),
    tensors.map(({ name, shape, type, offset }) => {
      const count = shape.reduce((a, b) => a * b, 1);
      const start = dataStart + offset;
      const bytes = () => file.subarray(start, start + tensorBytes(type, count));
      return isQuantised(type) && type !== tensorType.q8_0
        ? { name, shape, type: tensorType.q8_0, data: () => requantised(type, bytes(), count) }
        : { name, shape, type, data: bytes };
    }),
  );
}

function requantised(type: number, data: Uint8Array, count: number): Uint8Array {
  const out = new Uint8Array(tensorBytes(tensorType.q8_0, count));
  for (let at = 0; at < count; at += slice) {
    const end = Math.min(count, at + slice);
    const values = expand(type, data.subarray(tensorBytes(type, at), tensorBytes(type, end)));
    out.set(toQ80(values), tensorBytes(tensorType.q8_0, at));
  }
  return out;
}
