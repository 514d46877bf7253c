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

/** `undefined` where no question seems to. */
export function synthesisWarning({ questions, needing }: SynthesisCount): string | undefined {
  if (needing.length === 0) return undefined;
  const share = ((100 * needing.length) / questions).toFixed(1);
  return `${needing.length} of ${questions} questions (${share} %) seem to need many documents put together, as in "compare across all products". Retrieval shows a few passages and falls short there; summarising each document and combining the summaries would suit them better, and is not built.`;
}
