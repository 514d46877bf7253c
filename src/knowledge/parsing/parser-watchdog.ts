/**
 * A worker thread that ends the parsing child when it takes too much memory or its parent is gone, which a parser caught in a loop would
 * not notice. The wall time is the parent's. Knows nothing of documents.
 */
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { memoryMark } from './parser-messages.ts';

export interface WatchdogData {
  /** Process id of the parent. */
  readonly parent: number;
  /** Resident memory of the whole process. */
  readonly mostBytes: number;
}

const { parent, mostBytes } = workerData as WatchdogData;

setInterval(() => {
  const isOver = process.memoryUsage.rss() > mostBytes;
  if (!isOver && process.ppid === parent) return;
  if (isOver) writeSync(2, `\n${memoryMark}\n`);
  process.kill(process.pid, 'SIGKILL');
}, 10);
