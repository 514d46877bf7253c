/** Runs and scores one stack on one split: what is stored is read, what is missing is bought, stored and scored. The one runner. */
import type { Attempt } from '../domain/attempt.ts';
import type { Split } from '../domain/case.ts';
import { FulcrumError } from '../domain/errors.ts';
import type { CaseQuery, StoredCase } from '../domain/ports/case-set-store.ts';
import type { Ledger } from '../domain/ports/ledger.ts';
import type { Outcome } from '../measure/comparison/outcome.ts';
import { outcomeOf } from '../measure/comparison/outcome-of.ts';
import { runStack } from '../measure/runs/run-stack.ts';
import type { ScoreAttempt } from '../measure/scoring/score-attempt.ts';
import type { LiveStack } from '../stacks/live-stack.ts';
import type { Interruption } from './interruption.ts';
import { PendingWork } from './pending-work.ts';
import type { OnProgress } from './progress.ts';
import { type StoredParts, storedAttempts } from './stored-attempts.ts';

export interface MeasureParts extends StoredParts {
  readonly ledger: Ledger;
  /** Spending is booked to this run. */
  readonly runId: string;
  readonly score: ScoreAttempt;
  readonly concurrency: number;
  readonly interruption: Interruption;
  readonly onProgress: OnProgress;
  readonly now: () => Date;
}

export interface MeasureRequest {
  /** For the display. */
  readonly name: string;
  readonly split: Split;
  readonly total: number;
  readonly limit?: number;
  readonly ids?: readonly string[];
}

/** Attempts being saved and scored at most; more would only wait in memory. */
const mostPending = 2000;
/** Each was tried again for a minute or so: whoever answers is down, and the cases to come would fail alike. */
const mostFailuresInARow = 10;

/**
 * Outcomes in import order. Throws what stops a run (`BUDGET_EXHAUSTED`, `INTERRUPTED` …) after everything bought is stored, and
 * `ANSWERS_FAILING` when one answer after the other fails for a reason that may pass.
 */
export async function measureStack(
  stack: LiveStack,
  request: MeasureRequest,
  parts: MeasureParts,
): Promise<readonly Outcome[]> {
  const { attempts, ledger, onProgress, interruption } = parts;
  const outcomes: { readonly ordinal: number; readonly outcome: Outcome }[] = [];
  const count = { done: 0, failed: 0 };
  const stop = new AbortController();
  const pending = new PendingWork(mostPending, (error) => stop.abort(error));
  const failing: Attempt[] = [];

  const take = async (one: StoredCase, attempt: Attempt): Promise<void> => {
    const outcome = outcomeOf(one, attempt, await parts.score(one, attempt));
    outcomes.push({ ordinal: one.ordinal, outcome });
    count.done++;
    if (outcome.failed) count.failed++;
    onProgress({ kind: 'answered', ...count, total: request.total });
  };

  const missing = stillToAnswer(stack, request, parts, (...stored) => pending.add(take(...stored)));
  const run = runStack(stack, missing, {
    concurrency: parts.concurrency,
    repeat: 0,
    signal: AbortSignal.any([interruption.soft, stop.signal]),
    hardSignal: interruption.hard,
    purchaseFor: (key) => ledger.purchase({ runId: parts.runId, attemptKey: key }),
    now: parts.now,
  });
  onProgress({ kind: 'measuring', name: request.name, split: request.split, total: request.total });
  try {
    for await (const { case: one, attempt } of run) {
      await pending.add(attempts.save(attempt).then(() => take(one, attempt)));
      if (isFinal(attempt)) failing.length = 0;
      else failing.push(attempt);
      if (failing.length === mostFailuresInARow) stop.abort(answersFailing(failing));
    }
  } finally {
    await pending.done();
  }
  stop.signal.throwIfAborted();
  interruption.throwIfInterrupted();
  return outcomes.sort((a, b) => a.ordinal - b.ordinal).map((o) => o.outcome);
}

/** The cases without a final attempt; those that have one go to `take`. */
async function* stillToAnswer(
  stack: LiveStack,
  { split, limit, ids }: MeasureRequest,
  parts: MeasureParts,
  take: (one: StoredCase, attempt: Attempt) => Promise<void>,
): AsyncGenerator<StoredCase> {
  const query: CaseQuery = { split, ...(limit !== undefined && { limit }), ...(ids && { ids }) };
  for await (const { case: one, attempt } of storedAttempts(stack, query, parts)) {
    if (attempt !== undefined && isFinal(attempt)) await take(one, attempt);
    else yield one;
  }
}

/** With the first reason: the later ones may only say that nothing was sent any more. */
function answersFailing(attempts: readonly Attempt[]): FulcrumError {
  const [first] = attempts.flatMap(({ outcome }) => (outcome.kind === 'failed' ? [outcome.failure] : []));
  return new FulcrumError('ANSWERS_FAILING', { failures: attempts.length, reason: first?.message ?? '' });
}

function isFinal({ outcome }: Attempt): boolean {
  return outcome.kind === 'answered' || !outcome.failure.retryable;
}
