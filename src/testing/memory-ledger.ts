/** A purchase that keeps its books in memory: reserves against a budget, journals, replays. For tests; nothing survives the process. */
import { FulcrumError } from '../domain/errors.ts';
import type { CallState } from '../domain/ports/ledger.ts';
import type { CallIntent, Purchase, PurchasedAnswer } from '../domain/purchase.ts';

export interface BookedCall {
  readonly callId: string;
  readonly intent: CallIntent;
  state: CallState;
  answer?: PurchasedAnswer;
}

export interface MemoryLedger {
  readonly purchase: Purchase;
  /** Every call in the order of its intent. */
  readonly calls: readonly BookedCall[];
  /** Settled costs and the reservations of open and unknown calls. */
  committedUsd(): number;
}

/** `limitUsd`: the budget; `replays`: a settled answer is given again to an equal request hash. */
export function memoryLedger(
  options: { readonly limitUsd?: number; readonly replays?: boolean } = {},
): MemoryLedger {
  const calls: BookedCall[] = [];
  const committedUsd = () =>
    calls.reduce((sum, { state, intent, answer }) => {
      if (state === 'failed') return sum;
      return sum + (state === 'settled' ? (answer?.costUsd ?? 0) : (intent.maxCostUsd ?? 0));
    }, 0);
  return {
    calls,
    committedUsd,
    async purchase(intent, call) {
      const earlier = calls.find((c) => c.answer && c.intent.requestHash === intent.requestHash);
      if (options.replays && earlier?.answer)
        return { ...structuredClone(earlier.answer), callId: earlier.callId, replayed: true };
      const { limitUsd = Number.POSITIVE_INFINITY } = options;
      const neededUsd = intent.maxCostUsd ?? 0;
      const spentUsd = committedUsd();
      if (spentUsd + neededUsd > limitUsd)
        throw new FulcrumError('BUDGET_EXHAUSTED', { limitUsd, spentUsd, reservedUsd: 0, neededUsd });
      const booked: BookedCall = { callId: `call-${calls.length + 1}`, intent, state: 'intended' };
      calls.push(booked);
      try {
        const answer = await call(booked.callId);
        booked.answer = JSON.parse(JSON.stringify(answer)) as PurchasedAnswer;
        booked.state = 'settled';
        return { ...answer, callId: booked.callId, replayed: false };
      } catch (error) {
        booked.state = (error as { billing?: unknown }).billing === 'unknown' ? 'unknown' : 'failed';
        throw error;
      }
    },
  };
}
