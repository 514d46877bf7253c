/** Waits for what another process works on, and says so; what a dead process left is taken over. Knows not what it is. */
import { setTimeout as sleep } from 'node:timers/promises';
import { FulcrumError } from '../../domain/errors.ts';
import type { RunLease, RunLeases } from '../../domain/ports/run-lease.ts';
import type { Interruption } from '../interruption.ts';
import type { OnProgress } from '../progress.ts';

const pollMs = 250;

export interface WaitOptions {
  readonly leases: RunLeases;
  readonly interruption: Interruption;
  readonly onProgress: OnProgress;
}

/** `doing`: what the other process does, e.g. `syncs these documents`. Throws `INTERRUPTED`. */
export async function waitForLease(
  id: string,
  doing: string,
  { leases, interruption, onProgress }: WaitOptions,
): Promise<RunLease> {
  for (let isTold = false; ; isTold = true) {
    interruption.throwIfInterrupted();
    try {
      return await leases.acquire(id);
    } catch (error) {
      if (!(error instanceof FulcrumError) || error.code !== 'RUN_BUSY') throw error;
      const { pid = '', host = '' } = error.details;
      if (!isTold)
        onProgress({ kind: 'note', text: `process ${pid} on ${host} ${doing}; waiting for it to end` });
    }
    // An interruption is thrown above.
    await sleep(pollMs, undefined, { signal: interruption.soft }).catch(() => undefined);
  }
}
