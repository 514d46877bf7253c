/** The spending ledger in Postgres: reserve, call, journal, settle. Knows nothing of models, prices or retries. */
import { randomUUID } from 'node:crypto';
import { FulcrumError } from '../domain/errors.ts';
import type { Ledger, PurchaseScope } from '../domain/ports/ledger.ts';
import type { CallIntent, Purchase, PurchasedAnswer } from '../domain/purchase.ts';
import type { Database } from './connection.ts';
import { GroupCommit } from './group-commit.ts';
import { type Booking, bookCalls } from './ledger/book-calls.ts';
import { recoverCalls } from './ledger/recover-calls.ts';
import { type Reservation, type ReservationRequest, reserveCalls } from './ledger/reserve-calls.ts';
import { spendingTotals } from './ledger/spending-totals.ts';
import { currentProcess, formatIdentity } from './process-identity.ts';
import { retryLostConnection } from './retry-lost-connection.ts';

type DecidedReservation = Exclude<Reservation, { readonly kind: 'crowded-out' }>;

/** An error of a provider call may say that it was possibly billed. */
const mayHaveBeenBilled = (error: unknown) =>
  (error as { billing?: unknown } | undefined)?.billing === 'unknown';

export function postgresLedger({ kysely }: Database): Ledger {
  const caller = formatIdentity(currentProcess());
  const reservations = new GroupCommit<ReservationRequest, Reservation>(
    (requests) => retryLostConnection(() => reserveCalls(kysely, caller, requests)),
    ({ model }) => 300 + model.length,
  );
  const bookings = new GroupCommit<Booking, void>(
    async (calls) => {
      await retryLostConnection(() => bookCalls(kysely, calls));
      return calls.map(() => undefined);
    },
    ({ answer }) => 300 + (answer?.length ?? 0),
  );

  /** Calls of each run that are under way, and who waits for one of them to end. */
  const underWay = new Map<string, number>();
  const waiting = new Map<string, (() => void)[]>();

  /**
   * A call that did not fit beside the others of its batch, but would fit alone, asks again. So does one that found the budget taken while
   * calls are under way: they cost less than was reserved for them.
   */
  async function reserve(request: ReservationRequest): Promise<DecidedReservation> {
    const { runId } = request;
    for (;;) {
      const reservation = await reservations.add(request);
      if (reservation.kind === 'reserved') underWay.set(runId, (underWay.get(runId) ?? 0) + 1);
      if (reservation.kind === 'exhausted') {
        // Those that were admitted beside it begin first.
        await new Promise(setImmediate);
        if ((underWay.get(runId) ?? 0) === 0) return reservation;
        await new Promise<void>((resolve) => waiting.set(runId, [...(waiting.get(runId) ?? []), resolve]));
      } else if (reservation.kind !== 'crowded-out') return reservation;
    }
  }

  function ended(runId: string): void {
    underWay.set(runId, (underWay.get(runId) ?? 1) - 1);
    for (const resolve of waiting.get(runId) ?? []) resolve();
    waiting.delete(runId);
  }

  async function purchase(
    scope: PurchaseScope,
    intent: CallIntent,
    call: (callId: string) => Promise<PurchasedAnswer>,
  ) {
    const callId = randomUUID();
    const reservation = await reserve({ callId, ...scope, ...intent });
    if (reservation.kind === 'replayed')
      return { ...reservation.answer, callId: reservation.callId, replayed: true };
    if (reservation.kind !== 'reserved') throw refusal(reservation, intent);

    try {
      const answer = await call(callId).catch(async (error: unknown) => {
        await bookings.add({ callId, state: mayHaveBeenBilled(error) ? 'unknown' : 'failed' });
        throw error;
      });
      await bookings.add({
        callId,
        state: 'settled',
        costUsd: answer.costUsd,
        latencyMs: answer.latencyMs,
        usage: answer.usage,
        answer: JSON.stringify(answer),
      });
      return { ...answer, callId, replayed: false };
    } finally {
      ended(scope.runId);
    }
  }

  return {
    async openBudget(runId, limitUsd) {
      await retryLostConnection(() =>
        kysely
          .insertInto('fulcrum.budgets')
          .values({ run_id: runId, limit_usd: limitUsd ?? null, spent_usd: 0, reserved_usd: 0 })
          .onConflict((conflict) => conflict.column('run_id').doUpdateSet({ limit_usd: limitUsd ?? null }))
          .execute(),
      );
    },
    purchase:
      (scope): Purchase =>
      (intent, call) =>
        purchase(scope, intent, call),
    recover: (runId) => retryLostConnection(() => recoverCalls(kysely, runId)),
    totals: (runId) => retryLostConnection(() => spendingTotals(kysely, runId)),
  };
}

function refusal(
  reservation: Exclude<DecidedReservation, { readonly kind: 'reserved' | 'replayed' }>,
  intent: CallIntent,
): FulcrumError {
  switch (reservation.kind) {
    case 'no-price':
      return new FulcrumError('BUDGET_NEEDS_PRICE', {
        model: intent.model,
        setting: 'a price that covers this call',
        file: 'the config',
      });
    case 'no-budget':
      return new FulcrumError('NOT_BOUGHT', { model: intent.model });
    case 'exhausted': {
      const { limitUsd, spentUsd, reservedUsd } = reservation;
      const neededUsd = Number((intent.maxCostUsd ?? 0).toPrecision(3));
      return new FulcrumError('BUDGET_EXHAUSTED', { limitUsd, spentUsd, reservedUsd, neededUsd });
    }
  }
}
