/** A measured stack that answers from documents in its prompt, for tests of levers that need one below them. */
import { type StackSpec, stackHash } from '../../domain/stack.ts';
import type { MeasuredStack } from '../lever.ts';

export function groundedStack(
  name: string,
  meanScore: number,
  given: Partial<StackSpec> = {},
): MeasuredStack {
  const stack: StackSpec = {
    answerer: { kind: 'chat', model: { id: 'test/chat' }, maxOutputTokens: 16 },
    contract: { kind: 'text' },
    knowledge: {
      kind: 'stuffed',
      documents: [{ name: `${name}.md`, text: 'Lost cards go to card.' }],
      grounding: { abstention: 'Not known.' },
    },
    ...given,
  };
  const dev = { stackHash: stackHash(stack), cases: [], meanScore, scored: 1, unscored: 0 };
  return { name, lever: 'stuffed-knowledge', stack, dev: { ...dev, split: 'dev' } };
}
