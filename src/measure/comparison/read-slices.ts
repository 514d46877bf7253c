/** Reads each tag's cases on their own, so that a better mean cannot hide a broken slice. */
import type { Reading } from '../../domain/ladder.ts';
import { type ComparisonSettings, compareOutcomes } from './compare-outcomes.ts';
import { meanInterval } from './mean-interval.ts';
import type { Outcome } from './outcome.ts';

/** Slices with fewer scored cases are left out. */
const leastCases = 10;

export interface SliceContext extends ComparisonSettings {
  /** Outcomes of the reference rung on the same split. */
  readonly reference?: readonly Outcome[];
}

/** Largest slices first. A slice is hidden by the mean when it is shown worse than the reference although the whole is not. */
export function readSlices(outcomes: readonly Outcome[], context: SliceContext): Reading['slices'] {
  const { reference } = context;
  const whole = reference && compareOutcomes(outcomes, reference, 'reference', context);
  const byTag = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    if (outcome.score === undefined) continue;
    for (const tag of outcome.tags) {
      const slice = byTag.get(tag);
      if (slice === undefined) byTag.set(tag, [outcome]);
      else slice.push(outcome);
    }
  }
  return [...byTag]
    .filter(([, slice]) => slice.length >= leastCases)
    .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .map(([tag, slice]) => {
      const compared = reference && compareOutcomes(slice, reference, 'reference', context);
      const interval = meanInterval(slice, context);
      return {
        tag,
        n: slice.length,
        mean: slice.reduce((sum, o) => sum + (o.score ?? 0), 0) / slice.length,
        ...(interval && { interval: interval.interval }),
        ...(compared && { differencePoints: compared.differencePoints }),
        ...(compared?.intervalPoints && { differenceIntervalPoints: compared.intervalPoints }),
        hiddenByMean: compared?.verdict === 'worse' && whole?.verdict !== 'worse',
      };
    });
}
