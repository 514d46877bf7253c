/** Everything that stands between a caller and one model: retries, breaker, rate limits, concurrency and the purchase. Knows no request format. */
import { FulcrumError } from '../../domain/errors.ts';
import type { CallIntent, Purchased, PurchasedAnswer } from '../../domain/purchase.ts';
import type { CallContext } from '../chat-model.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { ModelCallError, modelCallError } from './model-call-error.ts';
import { RateLimiter } from './rate-limiter.ts';
import { defaultRetryPolicy, type RetryPolicy, retry } from './retry.ts';
import { Semaphore } from './semaphore.ts';
import { realTiming, type Timing } from './timing.ts';

export interface CallLimits {
  readonly maxConcurrency: number;
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
}

export interface CallGateOptions {
  /** Catalogue id of the model. */
  readonly id: string;
  readonly limits: CallLimits;
  /** Removes secrets from texts that a provider may have echoed. */
  readonly redact?: (text: string) => string;
  readonly retry?: RetryPolicy;
  readonly timing?: Timing;
}

export interface GatedCall {
  readonly requestHash: string;
  readonly maxCostUsd?: number | undefined;
  /** Expected tokens in and out, for the token limit. */
  readonly tokens: number;
  readonly call: (callId: string) => Promise<PurchasedAnswer>;
}

export interface Gated {
  readonly purchased: Purchased;
  /** Ledger entries of every try that was or may have been billed, the successful one last. */
  readonly callIds: readonly string[];
}

export class CallGate {
  readonly #options: CallGateOptions;
  readonly #timing: Timing;
  readonly #breaker: CircuitBreaker;
  readonly #slots: Semaphore;
  readonly #requests: RateLimiter | undefined;
  readonly #tokens: RateLimiter | undefined;

  constructor(options: CallGateOptions) {
    this.#options = options;
    this.#timing = options.timing ?? realTiming;
    this.#breaker = new CircuitBreaker(options.id, this.#timing);
    const { maxConcurrency, requestsPerMinute, tokensPerMinute } = options.limits;
    this.#slots = new Semaphore(maxConcurrency);
    if (requestsPerMinute !== undefined) this.#requests = new RateLimiter(requestsPerMinute, this.#timing);
    if (tokensPerMinute !== undefined) this.#tokens = new RateLimiter(tokensPerMinute, this.#timing);
  }

  /** Throws a `ModelCallError` after the last try, errors of the purchase as they are, or the signal's reason. */
  async run(gated: GatedCall, { purchase, signal }: CallContext): Promise<Gated> {
    const callIds: string[] = [];
    const attempt = async (tryNumber: number): Promise<Purchased> => {
      this.#breaker.admit();
      await this.#requests?.take(1, signal);
      await this.#tokens?.take(gated.tokens, signal);
      const intent: CallIntent = {
        model: this.#options.id,
        requestHash: gated.requestHash,
        tryNumber,
        ...(gated.maxCostUsd !== undefined && { maxCostUsd: gated.maxCostUsd }),
      };
      // A slot is held for the call alone, not while the ledger is written around it.
      return await purchase(intent, (callId) =>
        this.#slots.run(() => {
          signal.throwIfAborted();
          return this.#call(gated, callId, callIds, signal);
        }),
      );
    };
    const policy = this.#options.retry ?? defaultRetryPolicy;
    const purchased = await retry(attempt, policy, this.#timing, signal);
    return { purchased, callIds: [...callIds.filter((id) => id !== purchased.callId), purchased.callId] };
  }

  async #call(
    gated: GatedCall,
    callId: string,
    callIds: string[],
    signal: AbortSignal,
  ): Promise<PurchasedAnswer> {
    try {
      const answer = await gated.call(callId);
      this.#breaker.succeeded();
      return answer;
    } catch (thrown) {
      // The retry layer ends with the reason of the signal; the ledger must know that the service may have done the work.
      if (signal.aborted) {
        const details = { id: this.#options.id, reason: 'cut off' };
        throw new ModelCallError('MODEL_CALL_FAILED', details, { billing: 'unknown', retryable: false });
      }
      // An error with a code of its own comes from this machine, before anything was sent.
      if (thrown instanceof FulcrumError && !(thrown instanceof ModelCallError)) throw thrown;
      const error = modelCallError(this.#options.id, thrown, this.#options.redact ?? ((text) => text));
      if (error.billing === 'unknown') callIds.push(callId);
      if (error.retryable) this.#breaker.failed(error);
      throw error;
    }
  }
}
