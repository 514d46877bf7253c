/** How many questions of a set seem to need many documents put together, which no few passages can answer. Searches nothing. */
import { inputText } from '../../domain/case.ts';
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import { needsSynthesis } from '../../knowledge/search/needs-synthesis.ts';

export interface SynthesisCount {
  readonly questions: number;
  /** Ids of those. */
  readonly needing: readonly string[];
}

export async function countSynthesis(cases: AsyncIterable<StoredCase>): Promise<SynthesisCount> {
  let questions = 0;
  const needing: string[] = [];
  for await (const one of cases) {
    questions++;
    if (needsSynthesis(inputText(one.input)).isNeeded) needing.push(one.id);
  }
  return { questions, needing };
}
