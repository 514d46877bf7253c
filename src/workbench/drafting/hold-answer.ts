/** Where a passage holds an answer: all its words, numbers and names. Knows no question. */
import { indexEvidence, type Quote } from '../../checks/lexical/evidence-index.ts';
import { lexicalItems } from '../../checks/lexical/lexical-items.ts';
import type { Passage } from '../../domain/passage.ts';

/** The sentences and rows that hold them together, at most three; none where something is missing, or nothing could be looked up. */
export function holdAnswer(answer: string, passage: Passage): readonly Quote[] {
  const { missing, quotes } = indexEvidence([passage]).support(lexicalItems(answer));
  return missing.length === 0 ? quotes : [];
}
