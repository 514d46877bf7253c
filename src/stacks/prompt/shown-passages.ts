/** What stands in a prompt as its passages: those of the answer, or the notes written of them. Knows not who wrote them. */
import { type Answer, notesOf } from '../../domain/answer.ts';
import type { Passage } from '../../domain/passage.ts';
import { stuffedPassages } from '../knowledge/stuffed-passages.ts';

/** A note goes by the name of its document, and is as untrusted as what it was written from. */
export function shownPassages(answer: Pick<Answer, 'evidence' | 'search'>): readonly Passage[] | undefined {
  const notes = notesOf(answer);
  if (notes === undefined) return answer.evidence;
  return stuffedPassages({ documents: notes.map(({ document, note }) => ({ name: document, text: note })) });
}
