/** The stack of a rung in the record, as its stored attempts are found by. Opens nothing. */
import type { Rung } from '../domain/ladder.ts';
import type { StackSpec } from '../domain/stack.ts';
import type { IdentifiedStack } from '../measure/runs/identify-attempt.ts';

export function recordedStack({ stack, stackHash, versions }: Rung): IdentifiedStack {
  return { spec: stack as unknown as StackSpec, hash: stackHash, ...(versions && { versions }) };
}
