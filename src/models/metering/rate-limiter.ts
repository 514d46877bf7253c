/** Keeps an amount per minute: requests, or tokens. Knows nothing of what is counted. */
import type { Timing } from './timing.ts';

/** A tenth of a minute's amount may go at once. */
const burstMs = 6_000;

/** Generic cell rate algorithm: each amount moves a virtual clock on; who is more than the burst ahead of real time waits. */
export class RateLimiter {
  readonly #perMinute: number;
  readonly #timing: Timing;
  #virtualMs = Number.NEGATIVE_INFINITY;

  constructor(perMinute: number, timing: Timing) {
    this.#perMinute = perMinute;
    this.#timing = timing;
  }

  /** Waits until `amount` may be used. Waiters go in the order they came. An amount above the burst waits for its whole share. */
  async take(amount: number, signal: AbortSignal): Promise<void> {
    const now = this.#timing.now();
    this.#virtualMs = Math.max(this.#virtualMs, now) + (amount / this.#perMinute) * 60_000;
    const wait = this.#virtualMs - now - burstMs;
    if (wait > 0) await this.#timing.pause(wait, signal);
  }
}
