/** The one retry layer: which failures are tried again, after what pause, and when to stop. Knows nothing of HTTP. */
import { ModelCallError } from './model-call-error.ts';
import type { Timing } from './timing.ts';

export interface RetryPolicy {
  readonly maxAttempts: number;
  /** Pauses are drawn uniformly below `firstPauseMs · 2^n`, at most `longestPauseMs`. */
  readonly firstPauseMs: number;
  /** Also the most that a provider's Retry-After is obeyed. */
  readonly longestPauseMs: number;
  /** No try begins later than this after the first one began. */
  readonly totalMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 5,
  firstPauseMs: 500,
  longestPauseMs: 30_000,
  totalMs: 120_000,
};

/** Calls `attempt` with the number of the try, from 0. Throws the last `ModelCallError`, any other error at once, or the signal's reason. */
export async function retry<T>(
  attempt: (tryNumber: number) => Promise<T>,
  policy: RetryPolicy,
  timing: Timing,
  signal: AbortSignal,
): Promise<T> {
  const began = timing.now();
  for (let tryNumber = 0; ; tryNumber++) {
    signal.throwIfAborted();
    try {
      return await attempt(tryNumber);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ModelCallError) || !error.retryable || tryNumber + 1 >= policy.maxAttempts)
        throw error;
      const ceiling = Math.min(policy.longestPauseMs, policy.firstPauseMs * 2 ** tryNumber);
      const asked = Math.min(policy.longestPauseMs, error.retryAfterMs ?? 0);
      const pause = asked + timing.random() * ceiling;
      if (timing.now() - began + pause > policy.totalMs) throw error;
      await timing.pause(pause, signal);
    }
  }
}
