/** What measuring takes, in memory: for tests and benchmarks that need no database. */
import { memoryCaseSetStore } from '../../cases/testing/memory-case-set-store.ts';
import type { Attempt } from '../../domain/attempt.ts';
import type { StackParts } from '../../stacks/live-stack.ts';
import { memoryLedger } from '../../testing/memory-ledger.ts';
import type { ForgettingParts } from '../after-training/measure-forgetting.ts';
import { interruptible } from '../interruption.ts';

export function measuringParts(stackParts: StackParts): ForgettingParts {
  const attempts = new Map<string, Attempt>();
  return {
    stackParts,
    caseSets: memoryCaseSetStore(),
    attempts: {
      existing: async (keys) => new Set(keys.filter((key) => attempts.has(key))),
      save: async (attempt) => {
        attempts.set(attempt.key, attempt);
      },
      read: async (keys) => keys.flatMap((key) => attempts.get(key) ?? []),
    },
    ledger: {
      openBudget: async () => {},
      purchase: () => memoryLedger().purchase,
      recover: async () => 0,
      totals: () => Promise.reject(new Error('nothing was booked')),
    },
    runId: 'run',
    concurrency: 4,
    interruption: interruptible(),
    onProgress: () => {},
    now: () => new Date(),
  };
}
