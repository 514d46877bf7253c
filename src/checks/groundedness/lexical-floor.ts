/** How far one claim stands in the passages by its words, numbers and names. Knows nothing of meaning: two texts can share words and disagree. */
import type { EvidenceIndex, Quote } from '../lexical/evidence-index.ts';
import { inverse, lexicalItems } from '../lexical/lexical-items.ts';

export interface FloorFinding {
  /**
   * `covered`: enough of its words, and every number and name, in the same polarity. `refuted`: a number stands in none of the quotes with what
   * it counts there, which no likeness of words makes up for. `weak`: a name, a negation or too many words differ. `empty`: there is nothing to look up.
   */
  readonly kind: 'covered' | 'refuted' | 'weak' | 'empty';
  readonly reason: string;
  readonly quotes: readonly Quote[];
}

/** Share of the claim's items that must be found. Chosen on half of the handbook's questions; `bench/groundedness-floor.ts` measures it on the other. */
export const leastCoverage = 0.6;

export function lexicalFloor(claim: string, evidence: EvidenceIndex): FloorFinding {
  const items = lexicalItems(claim);
  if (items.length === 0)
    return { kind: 'empty', reason: 'it has no word that could be looked up', quotes: [] };
  const { quotes, missing } = evidence.support(items);
  const found = items.length - missing.length;
  const number = missing.find(({ kind }) => kind === 'number');
  if (number) return { kind: 'refuted', reason: `the passages do not say ${number.written}`, quotes };
  const name = missing.find(({ kind }) => kind === 'name');
  if (name) return { kind: 'weak', reason: `the passages do not name ${name.written} so`, quotes };
  const turned = missing.find(({ key }) => evidence.has(inverse(key)));
  if (turned) return { kind: 'weak', reason: `"${turned.written}" is negated on one side alone`, quotes };
  const reason = `${found} of ${items.length} words are in the passages`;
  return { kind: found >= leastCoverage * items.length ? 'covered' : 'weak', reason, quotes };
}
