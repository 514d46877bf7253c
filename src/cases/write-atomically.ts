/** Replaces a file whole or not at all. Does not know what is in it. */
import { open, rename } from 'node:fs/promises';

/** The text reaches the disk under a second name first; a reader sees the old file or the new one. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(text, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
