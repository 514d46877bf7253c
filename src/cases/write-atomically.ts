/** Replaces a file whole or not at all. Does not know what is in it. */
import { open, rename, rm, writeFile } from 'node:fs/promises';

/** The text reaches the disk under a second name first, which is gone again where that fails; a reader sees the old file or the new one. */
export async function writeAtomically(path: string, text: string | AsyncIterable<string>): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await writeFile(file, text, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
