/** Whole documents as the passages that a prompt shows and an answer cites. Knows no prompt. */
import type { Passage } from '../../domain/passage.ts';
import type { StuffedKnowledge } from '../../domain/stack.ts';

export function stuffedPassages({ documents }: Pick<StuffedKnowledge, 'documents'>): readonly Passage[] {
  return documents.map(({ name, text }) => ({
    chunkId: name,
    document: name,
    span: { start: 0, end: text.length },
    text,
    contextLine: '',
    headingPath: [],
  }));
}
