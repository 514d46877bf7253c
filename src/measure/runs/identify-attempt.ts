/** Says what identifies one stack's attempt at one case. Knows nothing of stores. */
import type { AttemptIdentity } from '../../domain/attempt.ts';
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import type { LiveStack } from '../../stacks/live-stack.ts';

export function identifyAttempt(
  stack: Pick<LiveStack, 'hash' | 'needsCaseId' | 'examplePoolVersion'>,
  { id, inputHash, principal }: Pick<StoredCase, 'id' | 'inputHash' | 'principal'>,
  repeat: number,
): AttemptIdentity {
  return {
    inputHash,
    stackHash: stack.hash,
    repeat,
    ...(stack.needsCaseId && { caseId: id }),
    ...(stack.examplePoolVersion !== undefined && { examplePoolVersion: stack.examplePoolVersion }),
    ...(principal !== undefined && { principal }),
  };
}
