/** One answer of one stack to one case, keyed by everything that could change it. Knows nothing of how it is stored. */
import type { Answer } from './answer.ts';
import { contentHash } from './content-hash.ts';

/** Everything that could change an answer. */
export interface AttemptIdentity {
  readonly inputHash: string;
  readonly stackHash: string;
  /** Set when the stack addresses cases by id (recorded answers). */
  readonly caseId?: string;
  readonly corpusVersion?: string;
  readonly examplePoolVersion?: string;
  readonly principal?: string;
  readonly permissionVersion?: string;
  /** 0-based repeat number. */
  readonly repeat: number;
}

/** Why an attempt has no answer. `retryable` attempts are tried again on resume; the others are results. */
export interface AttemptFailure {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

export interface Attempt extends AttemptIdentity {
  readonly key: string;
  readonly outcome:
    | { readonly kind: 'answered'; readonly answer: Answer }
    | {
        readonly kind: 'failed';
        readonly failure: AttemptFailure;
        /** Of every call that was made. */
        readonly callIds: readonly string[];
        /** Of the calls that were answered all the same; absent when one's is unknown. */
        readonly costUsd?: number;
      };
  /** Requests in flight at the stack when this one was bought: the load its latency was measured under. */
  readonly concurrency: number;
  readonly startedAt: Date;
}

export function attemptKey(identity: AttemptIdentity): string {
  const {
    inputHash,
    stackHash,
    caseId,
    corpusVersion,
    examplePoolVersion,
    principal,
    permissionVersion,
    repeat,
  } = identity;
  return contentHash({
    inputHash,
    stackHash,
    caseId,
    corpusVersion,
    examplePoolVersion,
    principal,
    permissionVersion,
    repeat,
  });
}
