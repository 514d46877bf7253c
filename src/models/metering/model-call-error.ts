/** What can go wrong with one call to a model, and whether it may have been billed. Knows nothing of retrying. */
import { APICallError } from '@ai-sdk/provider';
import { type ErrorCode, FulcrumError } from '../../domain/errors.ts';
import { GuardError } from '../providers/guarded-fetch.ts';

type CallErrorCode = Extract<ErrorCode, `MODEL_${string}`>;

export class ModelCallError extends FulcrumError {
  /** `unknown`: the provider may have done the work and charge for it. The ledger then keeps the reservation. */
  readonly billing: 'none' | 'unknown';
  /** Another try may succeed. */
  readonly retryable: boolean;
  /** What the provider asked to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: CallErrorCode,
    details: { readonly id: string; readonly reason: string },
    outcome: {
      readonly billing: 'none' | 'unknown';
      readonly retryable: boolean;
      readonly retryAfterMs?: number | undefined;
    },
  ) {
    super(code, details);
    this.billing = outcome.billing;
    this.retryable = outcome.retryable;
    this.retryAfterMs = outcome.retryAfterMs;
  }
}

const retryableStatus = (status: number) => [408, 409, 425, 429].includes(status) || status >= 500;
/** Errors of the connection before a byte of the request could have arrived. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);
const quotaWords =
  /insufficient_quota|insufficient (balance|credits?|funds)|exceeded your (current )?quota|billing/i;

/**
 * Turns whatever a language model threw into a `ModelCallError`. `redact` removes the key from texts the provider may have echoed. Causes
 * are not attached: they carry requests and headers, which must not reach a log.
 */
export function modelCallError(id: string, error: unknown, redact: (text: string) => string): ModelCallError {
  if (error instanceof ModelCallError) return error;
  const guard = findCause(error, (e) => e instanceof GuardError);
  if (guard) {
    const code =
      guard.kind === 'timeout'
        ? 'MODEL_TIMED_OUT'
        : guard.kind === 'reply'
          ? 'MODEL_REPLY_INVALID'
          : 'MODEL_UNREACHABLE';
    const outcome = { billing: guard.billing, retryable: guard.kind !== 'redirect' };
    return new ModelCallError(code, { id, reason: redact(guard.message) }, outcome);
  }
  const network = findCause(error, (e) => /^E[A-Z]+$/.test((e as NodeJS.ErrnoException).code ?? ''));
  if (network) {
    const billing = neverSent.has((network as NodeJS.ErrnoException).code ?? '') ? 'none' : 'unknown';
    return new ModelCallError(
      'MODEL_UNREACHABLE',
      { id, reason: network.message },
      { billing, retryable: true },
    );
  }
  if (APICallError.isInstance(error)) return apiError(id, error, redact);
  const reason = redact(error instanceof Error ? error.message : String(error));
  return new ModelCallError('MODEL_CALL_FAILED', { id, reason }, { billing: 'unknown', retryable: false });
}

function apiError(id: string, error: APICallError, redact: (text: string) => string): ModelCallError {
  const status = error.statusCode ?? 0;
  const details = { id, reason: `${status} ${redact(error.message).slice(0, 300)}` };
  const none = { billing: 'none', retryable: false } as const;
  if (status < 400)
    return new ModelCallError('MODEL_REPLY_INVALID', details, { billing: 'unknown', retryable: true });
  if (status === 401 || status === 403) return new ModelCallError('MODEL_KEY_REFUSED', details, none);
  if (status === 404) return new ModelCallError('MODEL_NOT_SERVED', details, none);
  if (status === 402 || (status === 429 && quotaWords.test(`${error.message} ${error.responseBody ?? ''}`)))
    return new ModelCallError('MODEL_QUOTA_EXHAUSTED', details, none);
  if (!retryableStatus(status)) return new ModelCallError('MODEL_REQUEST_REFUSED', details, none);
  return new ModelCallError('MODEL_OVERLOADED', details, {
    billing: 'none',
    retryable: true,
    retryAfterMs: retryAfterMs(error.responseHeaders ?? {}),
  });
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date. */
function retryAfterMs(headers: Readonly<Record<string, string>>): number | undefined {
  const milliseconds = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (milliseconds >= 0) return milliseconds;
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  const seconds = Number(value);
  const wait = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000;
  return wait >= 0 ? wait : undefined;
}

function findCause<T extends Error>(error: unknown, is: (e: Error) => e is T): T | undefined;
function findCause(error: unknown, is: (e: Error) => boolean): Error | undefined;
function findCause(error: unknown, is: (e: Error) => boolean): Error | undefined {
  let current = error;
  for (let depth = 0; current instanceof Error && depth < 10; depth++) {
    if (is(current)) return current;
    current = current.cause;
  }
  return undefined;
}
