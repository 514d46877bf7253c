/** A run: one live stack answers a stream of cases, attempts come out as they finish. Knows nothing of stores, scores or displays. */
import { type Attempt, type AttemptFailure, attemptKey } from '../../domain/attempt.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import type { Purchase } from '../../domain/purchase.ts';
import type { LiveStack } from '../../stacks/live-stack.ts';
import { identifyAttempt } from './identify-attempt.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { slots } from './slots.ts';

export interface RunOptions {
  /** Calls in flight at most; the stack's own bound holds too. */
  readonly concurrency: number;
  /** 0-based. */
  readonly repeat: number;
  /** Once aborted nothing new is bought; answers in flight still come out. */
  readonly signal: AbortSignal;
  /** Aborts calls in flight too: the second Ctrl-C. */
  readonly hardSignal: AbortSignal;
  readonly purchaseFor: (attemptKey: string) => Purchase;
  readonly now: () => Date;
}

export interface AttemptedCase {
  readonly case: StoredCase;
  readonly attempt: Attempt;
}

/**
 * Bookkeeping (reserve, journal) runs a little ahead of the calls, so that a slot never waits for the database; only calls count as
 * concurrency. Errors marked `stopsRun` (no budget, wrong key …) end the run after what is in flight; all others become failed attempts.
 */
export async function* runStack(
  stack: LiveStack,
  cases: AsyncIterable<StoredCase>,
  options: RunOptions,
): AsyncGenerator<AttemptedCase> {
  const concurrency = Math.max(1, Math.min(options.concurrency, stack.maxConcurrency));
  const inSlot = slots(concurrency);
  const ahead = concurrency === 1 ? 0 : Math.ceil(concurrency / 2);
  const attempt = async (one: StoredCase): Promise<AttemptedCase | undefined> => {
    const identity = identifyAttempt(stack, one, options.repeat);
    const key = attemptKey(identity);
    const callIds: string[] = [];
    const buy = options.purchaseFor(key);
    const purchase: Purchase = (intent, call) =>
      buy(intent, (callId) =>
        inSlot(() => {
          options.signal.throwIfAborted();
          callIds.push(callId);
          return call(callId);
        }),
      );
    const startedAt = options.now();
    const base = { ...identity, key, concurrency, startedAt };
    try {
      const answer = await stack.answer(one.input, {
        purchase,
        signal: options.hardSignal,
        caseId: one.id,
        repeat: options.repeat,
        ...(one.principal !== undefined && { principal: one.principal }),
      });
      return { case: one, attempt: { ...base, outcome: { kind: 'answered', answer } } };
    } catch (error) {
      if (options.signal.aborted && error === options.signal.reason) return undefined;
      if (options.hardSignal.aborted || (error instanceof FulcrumError && error.stopsRun)) throw error;
      return {
        case: one,
        attempt: { ...base, outcome: { kind: 'failed', failure: describe(error), callIds } },
      };
    }
  };
  const limits = { concurrency: concurrency + ahead, signal: options.signal };
  for await (const attempted of mapConcurrently(cases, attempt, limits)) {
    if (attempted !== undefined) yield attempted;
  }
}

function describe(error: unknown): AttemptFailure {
  if (error instanceof FulcrumError) {
    return { code: error.code, message: error.message, retryable: error.transient };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'UNEXPECTED', message, retryable: true };
}
