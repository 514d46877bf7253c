/** Stops calling a model that keeps failing, and lets one call through now and then to see. */
import { ModelCallError } from './model-call-error.ts';
import type { Timing } from './timing.ts';

const failuresToOpen = 10;
const openMs = 15_000;

export class CircuitBreaker {
  readonly #id: string;
  readonly #timing: Timing;
  #failuresInARow = 0;
  #lastReason = '';
  /** Whether anything ever came back: a service that was never there is a wrong address sooner than an outage. */
  #wasReached = false;
  #opensUntil = 0;

  constructor(id: string, timing: Timing) {
    this.#id = id;
    this.#timing = timing;
  }

  /** While the breaker is open, throws a retryable `MODEL_OVERLOADED`, or `MODEL_UNREACHABLE`, final, of a service that was never reached. */
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
      this.#wasReached ? 'MODEL_OVERLOADED' : 'MODEL_UNREACHABLE',
      { id: this.#id, reason },
      { billing: 'none', retryable: this.#wasReached, retryAfterMs: wait },
    );
  }

  succeeded(): void {
    this.#failuresInARow = 0;
    this.#wasReached = true;
  }

  /** Only failures of the service count, not refusals of one request. */
  failed({ code, billing, details }: ModelCallError): void {
    this.#failuresInARow++;
    this.#lastReason = String(details.reason);
    if (code !== 'MODEL_UNREACHABLE' || billing !== 'none') this.#wasReached = true;
    if (this.#failuresInARow >= failuresToOpen) this.#opensUntil = this.#timing.now() + openMs;
  }
}
