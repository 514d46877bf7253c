/**
 * A worker thread that ends the embedded server when its main thread no longer answers: the engine spins for ever on a full disk, and a
 * spinning event loop can neither serve nor stop. Committed rows survive the kill. Knows nothing of queries.
 */
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { freeSpaceMb } from '../free-space.ts';

export interface WatchdogData {
  /** One counter that the main thread raises about once a second. */
  readonly beats: Int32Array;
  readonly dataFolder: string;
  /** Silence after which a server on a full disk is ended. */
  readonly fullDiskSilenceMs: number;
  /** Silence after which any server is ended; longer than the longest single statement. */
  readonly maxSilenceMs: number;
}

const { beats, dataFolder, fullDiskSilenceMs, maxSilenceMs } = workerData as WatchdogData;
/** The engine pre-allocates, so it can starve with a few megabytes to spare. */
const fullDiskMb = 16;

let lastBeat = Atomics.load(beats, 0);
let lastChange = performance.now();

setInterval(() => {
  const beat = Atomics.load(beats, 0);
  if (beat !== lastBeat) {
    lastBeat = beat;
    lastChange = performance.now();
    return;
  }
  const silenceMs = performance.now() - lastChange;
  const isStuck =
    silenceMs > maxSilenceMs || (silenceMs > fullDiskSilenceMs && freeSpaceMb(dataFolder) < fullDiskMb);
  if (!isStuck) return;
  try {
    writeSync(2, `no answer for ${Math.round(silenceMs)} ms, ${freeSpaceMb(dataFolder)} MB free: ending\n`);
  } catch {
    // The log may be on that very disk.
  }
  process.kill(process.pid, 'SIGKILL');
}, 500);
