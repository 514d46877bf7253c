/** A folder that lives as long as one vitest run, shared by its workers, and a way to do something in it only once. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';

export const sharedFolder = () => inject('storeFolder');
export const ownerPid = () => inject('storeOwnerPid');

const timeoutMs = 55_000;

/** Runs `work` in the first worker that asks; its text, or its error, goes to all. */
export async function once(name: string, work: () => Promise<string>): Promise<string> {
  const result = join(sharedFolder(), `${name}.result`);
  try {
    mkdirSync(join(sharedFolder(), `${name}.started`));
  } catch {
    return awaited(name, result);
  }
  const write = (body: { value: string } | { problem: string }) => {
    writeFileSync(`${result}.tmp`, JSON.stringify(body));
    renameSync(`${result}.tmp`, result);
  };
  try {
    const value = await work();
    write({ value });
    return value;
  } catch (error) {
    write({ problem: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

async function awaited(name: string, result: string): Promise<string> {
  for (const deadline = performance.now() + timeoutMs; performance.now() < deadline; await sleep(25)) {
    let text: string;
    try {
      text = readFileSync(result, 'utf8');
    } catch {
      continue;
    }
    const body = JSON.parse(text) as { value: string } | { problem: string };
    if ('value' in body) return body.value;
    throw new Error(body.problem);
  }
  throw new Error(`${name} was not ready within ${timeoutMs / 1000} s`);
}
