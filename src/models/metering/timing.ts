/** Clock, pause and chance, injected so that tests neither wait nor guess. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Timing {
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  /** Rejects with the signal's reason when it aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export const realTiming: Timing = {
  now: () => performance.now(),
  async pause(ms, signal) {
    signal.throwIfAborted();
    await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
  },
  random: Math.random,
};
