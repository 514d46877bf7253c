/** Puts a file together from its pieces. Knows nothing of where they come from. */
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** Writes `pieces`, in order, to `target` and deletes them; throws the signal's reason with all of them still there. */
export async function joinFiles(
  pieces: readonly string[],
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return await rename(only, target);
  const bytes = async function* () {
    for (const piece of pieces) yield* createReadStream(piece, { highWaterMark: 1 << 20 });
  };
  await pipeline(bytes, createWriteStream(target), { signal });
  for (const piece of pieces) await rm(piece);
}
