/** Names, on dev alone, the stacks that will be read on the sealed set. Knows nothing of the sealed set. */
import type { Comparison, Reading } from '../../domain/ladder.ts';
import { byCost } from './cheaper.ts';
import { type Constraints, checkConstraints } from './constraints.ts';

/** Beside the reference. */
export const mostFinalists = 3;

export interface DevRung {
  readonly id: string;
  readonly dev: Reading;
}

export interface Finalists {
  /** The best on dev among those that miss no constraint, else among all; the sealed verdicts are read against it. */
  readonly bestId: string;
  /** At most three, without the reference, the best first. */
  readonly ids: readonly string[];
}

/**
 * The best on dev, then the cheapest of those not shown worse than it: a stack already shown worse could not be decided for, and would
 * only make the correction within the batch harder for the others. A constraint that cannot be judged on dev excludes nobody yet.
 * `against(id, best)` compares two rungs on dev.
 */
export function chooseFinalists(
  rungs: readonly DevRung[],
  referenceId: string | undefined,
  constraints: Constraints,
  against: (id: string, bestId: string) => Comparison | undefined,
): Finalists | undefined {
  const scored = rungs.filter((r) => 'value' in r.dev.score);
  const hopeful = scored.filter((r) =>
    checkConstraints(r.dev, constraints).every((c) => c.outcome !== 'missed'),
  );
  const field = hopeful.length > 0 ? hopeful : scored;
  const byScore = field.toSorted((a, b) => scoreOf(b) - scoreOf(a) || costOrder(a, b));
  const [best] = byScore;
  if (best === undefined) return undefined;
  const rest = byScore
    .slice(1)
    .filter((r) => against(r.id, best.id)?.verdict !== 'worse')
    .sort(costOrder);
  const ids = [best, ...rest].map((r) => r.id).filter((id) => id !== referenceId);
  return { bestId: best.id, ids: ids.slice(0, mostFinalists) };
}

const costOrder = (a: DevRung, b: DevRung) => byCost(a.dev.usdPer1kAnswers, b.dev.usdPer1kAnswers);
const scoreOf = ({ dev }: DevRung) => ('value' in dev.score ? dev.score.value : -1);
