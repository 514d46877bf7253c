/** Starts the mock provider in a process of its own. Knows nothing of what it answers. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { MockFault } from './mock-faults.ts';
import type { BilledCall } from './mock-provider.ts';

export interface MockProviderOptions {
  /** Pause before each answer; default 0. */
  readonly delayMs?: number;
  readonly seed?: number;
  /** Share of calls that go wrong, in [0, 1], and how. */
  readonly faultRate?: number;
  readonly faults?: readonly MockFault[];
  /** File that gets one line for each billed call. */
  readonly billFile?: string;
  /** Texts to answer with, chosen by the request; none may hold a comma. Default `ok`. */
  readonly answers?: readonly string[];
  readonly retryAfterS?: number;
  readonly dripMs?: number;
}

export interface MockProvider extends AsyncDisposable {
  /** For a provider row; ends in `/v1`. */
  readonly baseURL: string;
  readonly pid: number;
  /** The bill so far. */
  billed(): Promise<readonly BilledCall[]>;
}

export async function startMockProvider(options: MockProviderOptions = {}): Promise<MockProvider> {
  const { delayMs, seed, faultRate, faults, billFile, answers, retryAfterS, dripMs } = options;
  const flags = {
    delay: delayMs,
    seed,
    'fault-rate': faultRate,
    faults: faults?.join(','),
    bill: billFile,
    answers: answers?.join(','),
    'retry-after': retryAfterS,
    'drip-ms': dripMs,
  };
  const argv = Object.entries(flags).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}`, String(value)],
  );
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const script = fileURLToPath(new URL(`./mock-provider.${extension}`, import.meta.url));
  const child = spawn(process.execPath, [script, ...argv], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    exited.then(([status]) => Promise.reject(new Error(`the mock provider ended with status ${status}`))),
  ])) as [string];
  return {
    baseURL: `http://127.0.0.1:${line.split(' ')[1]}/v1`,
    pid: child.pid ?? 0,
    async billed() {
      const text = billFile === undefined ? '' : await readFile(billFile, 'utf8');
      return text.split('\n').flatMap((l) => (l === '' ? [] : [JSON.parse(l) as BilledCall]));
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await exited;
    },
  };
}
