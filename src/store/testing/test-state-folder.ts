/** State folders for tests with an embedded database in them already: a first start takes seconds, a copy does not. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../connection.ts';
import { livingClaims } from '../embedded/database-lock.ts';
import { once, sharedFolder } from './shared-folder.ts';

/** Ends the embedded server of a state folder, if one runs, and waits until it has gone. */
export async function stopEmbeddedServer(
  stateFolder: string,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<void> {
  const claims = livingClaims(stateFolder);
  for (const { process: server } of claims) {
    try {
      process.kill(server.pid, signal);
    } catch {
      // It went by itself.
    }
  }
  for (let waitedMs = 0; livingClaims(stateFolder).length > 0; waitedMs += 10) {
    if (waitedMs > 20_000) throw new Error(`the embedded server of ${stateFolder} does not end`);
    await sleep(10);
  }
  // What a killed server could not remove.
  for (const { endpoint } of claims)
    if (endpoint?.port === 5432) rmSync(endpoint.host, { recursive: true, force: true });
}

async function makeTemplate(): Promise<string> {
  const template = join(sharedFolder(), 'template');
  await (await openDatabase({ stateFolder: template }))[Symbol.asyncDispose]();
  await stopEmbeddedServer(template);
  return template;
}

export interface TestStateFolder extends AsyncDisposable {
  readonly path: string;
}

/** A state folder of its own with an empty, migrated database; removed, its server ended, when disposed of. */
export async function testStateFolder(): Promise<TestStateFolder> {
  const template = await once('embedded-template', makeTemplate);
  const path = mkdtempSync(join(tmpdir(), 'fulcrum-state-'));
  cpSync(join(template, 'db'), join(path, 'db'), { recursive: true });
  return {
    path,
    async [Symbol.asyncDispose]() {
      await stopEmbeddedServer(path);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
