/** Which of the supplied passages hold what a case needs, and how much of that they hold. Knows no search and no score. */
import type { Case } from '../../domain/case.ts';
import type { Passage } from '../../domain/passage.ts';

export interface GoldEvidence {
  /** What was looked for. */
  readonly by: 'quotes' | 'documents';
  /** Of each supplied passage, in order. */
  readonly relevant: readonly boolean[];
  readonly wanted: number;
  /** Of `wanted`. */
  readonly found: number;
}

/**
 * By the gold quotes of the case, else by its gold documents; `undefined` when it has neither. A quote is found where its letters and digits
 * stand in one passage, whatever blanks, marks and borders stand between: one that a cut between two passages goes through is not.
 */
export function findGold(
  { goldPassages = [], goldDocuments = [] }: Pick<Case, 'goldPassages' | 'goldDocuments'>,
  evidence: readonly Passage[],
): GoldEvidence | undefined {
  if (goldPassages.length > 0) {
    const texts = evidence.map(({ text }) => letters(text));
    const quotes = goldPassages.map(({ document, quote }) => ({ document, quote: letters(quote) }));
    const holds = quotes.map(({ document, quote }) =>
      evidence.map(
        (passage, i) => quote !== '' && passage.document === document && texts[i]?.includes(quote) === true,
      ),
    );
    return {
      by: 'quotes',
      relevant: evidence.map((_, i) => holds.some((places) => places[i])),
      wanted: quotes.length,
      found: holds.filter((places) => places.includes(true)).length,
    };
  }
  if (goldDocuments.length === 0) return undefined;
  const gold = new Set(goldDocuments);
  return {
    by: 'documents',
    relevant: evidence.map(({ document }) => gold.has(document)),
    wanted: gold.size,
    found: new Set(evidence.map(({ document }) => document).filter((d) => gold.has(d))).size,
  };
}

function letters(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
