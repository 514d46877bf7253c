/**
 * Turns a Q4_1 GGUF file into a Q8_0 one. Nothing is regained in quality; prompts are read faster, because CPUs have better kernels for
 * 8-bit blocks. Knows nothing of what the model is.
 */
import { readFile } from 'node:fs/promises';
import { entry, readGgufHeader, writeGguf } from './gguf.ts';
import { fromQ41, tensorBytes, tensorType, toQ80 } from './quantise.ts';

/** `general.file_type` of a file that is mostly Q8_0. */
const mostlyQ80 = 7;

/** Reads `source` (Q4_1, Q8_0 and F32 tensors; any other throws) and writes `target`. Equal input gives equal bytes on every machine. */
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
      return type === tensorType.q4_1
        ? { name, shape, type: tensorType.q8_0, data: () => toQ80(fromQ41(bytes())) }
        : { name, shape, type, data: bytes };
    }),
  );
}
