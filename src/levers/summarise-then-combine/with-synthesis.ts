/** A stack that searches, its answers written from notes on the documents found. Measures nothing. */
import { z } from 'zod';
import type { RetrievedKnowledge, StackSpec } from '../../domain/stack.ts';

export const synthesisSettings = z.strictObject({
  /** Read at most, those with the best passages. */
  documents: z.int().min(2).max(50).default(8),
  passagesPerDocument: z.int().min(1).max(20).default(3),
  /** Beyond which a note is cut off. */
  maxTokensPerNote: z.int().min(20).max(1000).default(80),
  /** `needed`: for questions that seem to need many documents put together. */
  when: z.enum(['needed', 'always']).default('needed'),
});
export type SynthesisSettings = z.infer<typeof synthesisSettings>;

/** The model that answers writes the notes. */
export function withSynthesis(
  { answerer, ...rest }: StackSpec,
  knowledge: RetrievedKnowledge,
  given: SynthesisSettings,
): StackSpec {
  if (answerer.kind !== 'chat') throw new TypeError(`a ${answerer.kind} writes no notes`);
  return { ...rest, answerer, knowledge: { ...knowledge, synthesis: { model: answerer.model, ...given } } };
}
