/** Vitest's global setup for tests of the store: a folder for what they share, and the end of the server that they may have started. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** What the workers of this run share. */
    readonly storeFolder: string;
    /** Process id of the vitest run. */
    readonly storeOwnerPid: number;
  }
}

export default function setup(project: TestProject): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-test-'));
  project.provide('storeFolder', folder);
  project.provide('storeOwnerPid', process.pid);
  return async () => {
    await stopPostgres(join(folder, 'postgres', 'data', 'postmaster.pid'));
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Postgres removes its pid file as the last thing it does. SIGINT: disconnect clients and end. */
async function stopPostgres(pidFile: string): Promise<void> {
  const pid = () => {
    try {
      return Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
    } catch {
      return undefined;
    }
  };
  const running = pid();
  if (running === undefined) return;
  process.kill(running, 'SIGINT');
  for (let waitedMs = 0; pid() !== undefined && waitedMs < 10_000; waitedMs += 25) await sleep(25);
}
