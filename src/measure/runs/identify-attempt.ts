/** Says what identifies one stack's attempt at one case. Knows nothing of stores. */
import type { AttemptIdentity } from '../../domain/attempt.ts';
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import type { StackSpec } from '../../domain/stack.ts';

/** A stack by spec and hash, live or not. */
export interface IdentifiedStack {
  readonly spec: StackSpec;
  readonly hash: string;
  /** Of the documents it searches and of who may see what; absent where neither counts. */
  readonly versions?: Pick<AttemptIdentity, 'corpusVersion'> &
    Required<Pick<AttemptIdentity, 'permissionVersion'>>;
}

/** The id of the case counts only where answers are addressed by it; otherwise two cases with one input share an attempt. */
export function identifyAttempt(
  { spec, hash, versions }: IdentifiedStack,
  { id, inputHash, principal }: Pick<StoredCase, 'id' | 'inputHash' | 'principal'>,
  repeat: number,
): AttemptIdentity {
  return {
    inputHash,
    stackHash: hash,
    repeat,
    ...versions,
    ...(spec.answerer.kind === 'recorded' && { caseId: id }),
    ...(principal !== undefined && { principal }),
  };
}
