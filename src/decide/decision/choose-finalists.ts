/** Names, on dev alone, the stacks that will be read on the sealed set. Knows nothing of the sealed set. */
import type { Comparison, Reading } from '../../domain/ladder.ts';
import { byCost } from './cheaper.ts';
import { type Constraints, isAdmissible } from './constraints.ts';

/** Beside the reference. */
export const mostFinalists = 3;

export interface DevRung {
  readonly id: string;
  readonly dev: Reading;
}

export interface Finalists {
  /** The best on dev among the admissible, else among all; the sealed verdicts are read against it. */
  readonly bestId: string;
  /** At most three, without the reference, the best first. */
  readonly ids: readonly string[];
}

/**
 * The best on dev, then the cheapest of those not shown worse than it: a stack already shown worse can win nothing, and each look at the
 * sealed set costs power. `against(id, best)` compares two rungs on dev.
 */
export function chooseFinalists(
  rungs: readonly DevRung[],
  referenceId: string | undefined,
  constraints: Constraints,
  against: (id: string, bestId: string) => Comparison | undefined,
): Finalists | undefined {
  const scored = rungs.filter((r) => 'value' in r.dev.score);
  const admissible = scored.filter((r) => isAdmissible(r.dev, constraints));
  const field = admissible.length > 0 ? admissible : scored;
  const byScore = [...field].sort(
    (a, b) => score(b) - score(a) || byCost(a.dev.usdPer1kAnswers, b.dev.usdPer1kAnswers),
  );
  const [best] = byScore;
  if (best === undefined) return undefined;
  const notWorse = byScore
    .filter((r) => r !== best && against(r.id, best.id)?.verdict !== 'worse')
    .sort((a, b) => byCost(a.dev.usdPer1kAnswers, b.dev.usdPer1kAnswers));
  const ids = [best, ...notWorse].map((r) => r.id).filter((id) => id !== referenceId);
  return { bestId: best.id, ids: ids.slice(0, mostFinalists) };
}

function score({ dev }: DevRung): number {
  return 'value' in dev.score ? dev.score.value : -1;
}
