/** Outcomes for tests: only what a test says of them, the rest unremarkable. */
import type { Outcome } from '../outcome.ts';

export function outcome(caseId: string, given: Partial<Outcome> = {}): Outcome {
  return { caseId, tags: [], failed: false, abstained: false, otherScores: {}, concurrency: 1, ...given };
}

/** One outcome per score, cases `c0`, `c1` …; `undefined` could not be scored. */
export function outcomesOf(
  scores: readonly (number | undefined)[],
  more: (index: number) => Partial<Outcome> = () => ({}),
): Outcome[] {
  return scores.map((score, i) => outcome(`c${i}`, { ...(score !== undefined && { score }), ...more(i) }));
}

/** Paired right/wrong scores with so many cases of each kind. */
export function pairedScores(counts: {
  readonly both?: number;
  readonly onlyFirst?: number;
  readonly onlySecond?: number;
  readonly neither?: number;
}): { readonly first: number[]; readonly second: number[] } {
  const { both = 0, onlyFirst = 0, onlySecond = 0, neither = 0 } = counts;
  const repeat = (n: number, score: number) => Array<number>(n).fill(score);
  return {
    first: [...repeat(both, 1), ...repeat(onlyFirst, 1), ...repeat(onlySecond, 0), ...repeat(neither, 0)],
    second: [...repeat(both, 1), ...repeat(onlyFirst, 0), ...repeat(onlySecond, 1), ...repeat(neither, 0)],
  };
}
