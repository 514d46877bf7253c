/** Stops calling a model that keeps failing, and lets one call through now and then to see. Knows nothing of why it fails. */
import { ModelCallError } from './model-call-error.ts';
import type { Timing } from './timing.ts';

const failuresToOpen = 10;
const openMs = 15_000;

export class CircuitBreaker {
  readonly #id: string;
  readonly #timing: Timing;
  #failuresInARow = 0;
  #lastReason = '';
  #opensUntil = 0;

  constructor(id: string, timing: Timing) {
    this.#id = id;
    this.#timing = timing;
  }

  /** Throws a retryable `MODEL_OVERLOADED` while the breaker is open. */
  admit(): void {
    const wait = this.#opensUntil - this.#timing.now();
    if (this.#failuresInARow < failuresToOpen) return;
    if (wait <= 0) {
      // The one call that finds out; others wait another round.
      this.#opensUntil = this.#timing.now() + openMs;
      return;
    }
    const reason = `${this.#failuresInARow} calls in a row failed, the last one because ${this.#lastReason}`;
    throw new ModelCallError(
      'MODEL_OVERLOADED',
      { id: this.#id, reason },
      { billing: 'none', retryable: true, retryAfterMs: wait },
    );
  }

  succeeded(): void {
    this.#failuresInARow = 0;
  }

  /** Only failures of the service count, not refusals of one request. */
  failed(reason: string): void {
    this.#failuresInARow++;
    this.#lastReason = reason;
    if (this.#failuresInARow >= failuresToOpen) this.#opensUntil = this.#timing.now() + openMs;
  }
}
