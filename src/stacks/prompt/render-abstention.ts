/** Writes the abstention of a stack in the form of its contract. Does not know why it abstains. */
import type { StackSpec } from '../../domain/stack.ts';

export function renderAbstention({ knowledge, contract }: StackSpec): string {
  const answer = knowledge?.grounding?.abstention ?? '';
  return contract.kind === 'json' ? JSON.stringify({ answer, source: null }) : answer;
}
