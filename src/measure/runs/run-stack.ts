/** A run: one live stack answers a stream of cases, attempts come out as they finish. Knows nothing of stores, scores or displays. */
import { type Attempt, type AttemptFailure, type AttemptIdentity, attemptKey } from '../../domain/attempt.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import type { Purchase } from '../../domain/purchase.ts';
import { Semaphore } from '../../models/metering/semaphore.ts';
import type { LiveStack } from '../../stacks/live-stack.ts';
import { meterPurchases } from '../../stacks/meter-purchases.ts';
import { identifyAttempt } from './identify-attempt.ts';
import { mapConcurrently } from './map-concurrently.ts';

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
 * concurrency. Cases in flight that are the same to the stack share one attempt. Errors marked `stopsRun` (no budget, wrong key …) end the
 * run after what is in flight; all others become failed attempts.
 */
export async function* runStack(
  stack: LiveStack,
  cases: AsyncIterable<StoredCase>,
  options: RunOptions,
): AsyncGenerator<AttemptedCase> {
  const concurrency = Math.max(1, Math.min(options.concurrency, stack.maxConcurrency));
  const run: Run = { ...options, stack, concurrency, slots: new Semaphore(concurrency) };
  const ahead = concurrency === 1 ? 0 : Math.ceil(concurrency / 2);
  const inFlight = new Map<string, Promise<Attempt | undefined>>();
  const work = async (one: StoredCase) => {
    const identity = identifyAttempt(stack, one, options.repeat);
    const key = attemptKey(identity);
    const shared = inFlight.get(key);
    if (shared !== undefined) return { case: one, attempt: await shared };
    const own = attemptCase(one, { ...identity, key }, run).finally(() => inFlight.delete(key));
    inFlight.set(key, own);
    return { case: one, attempt: await own };
  };
  const limits = { concurrency: concurrency + ahead, signal: options.signal };
  for await (const { case: one, attempt } of mapConcurrently(cases, work, limits)) {
    if (attempt !== undefined) yield { case: one, attempt };
  }
}

interface Run extends RunOptions {
  readonly stack: LiveStack;
  readonly slots: Semaphore;
}

/** `undefined` when it was interrupted before everything it needs was bought. Throws what ends the run. */
async function attemptCase(
  { id: caseId, input, principal }: StoredCase,
  identity: AttemptIdentity & Pick<Attempt, 'key'>,
  { stack, concurrency, slots, repeat, signal, hardSignal, purchaseFor, now }: Run,
): Promise<Attempt | undefined> {
  const started: string[] = [];
  const meter = meterPurchases(purchaseFor(identity.key));
  const answering = new AbortController();
  let underWay = 0;
  const drop = () => answering.abort(hardSignal.reason);
  // Asked to stop, an attempt that only waits to try again need not wait.
  const stopWaiting = () => {
    if (signal.aborted && underWay === 0) answering.abort(signal.reason);
  };
  hardSignal.addEventListener('abort', drop);
  signal.addEventListener('abort', stopWaiting);
  const purchase: Purchase = async (intent, call) => {
    underWay++;
    try {
      return await meter.purchase(intent, (callId) =>
        slots.run(() => {
          signal.throwIfAborted();
          started.push(callId);
          return call(callId);
        }),
      );
    } catch (error) {
      queueMicrotask(stopWaiting);
      throw error;
    } finally {
      underWay--;
    }
  };
  const base = { ...identity, concurrency, startedAt: now() };
  const acting = principal !== undefined && { principal };
  try {
    hardSignal.throwIfAborted();
    const context = { purchase, signal: answering.signal, caseId, repeat, ...acting };
    const answer = await stack.answer(input, context);
    return { ...base, outcome: { kind: 'answered', answer } };
  } catch (error) {
    hardSignal.throwIfAborted();
    if (signal.aborted && error === signal.reason) return undefined;
    if (error instanceof FulcrumError && error.stopsRun) throw error;
    const { callIds, costUsd } = meter.total();
    const spent = {
      callIds: [...new Set([...started, ...callIds])],
      ...(costUsd !== undefined && { costUsd }),
    };
    return { ...base, outcome: { kind: 'failed', failure: describe(error), ...spent } };
  } finally {
    hardSignal.removeEventListener('abort', drop);
    signal.removeEventListener('abort', stopWaiting);
  }
}

function describe(error: unknown): AttemptFailure {
  if (error instanceof FulcrumError) {
    return { code: error.code, message: error.message, retryable: error.transient };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'UNEXPECTED', message, retryable: true };
}
