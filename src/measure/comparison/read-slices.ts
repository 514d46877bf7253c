/** Reads each tag's cases on their own, so that a better mean cannot hide a broken slice. */
import type { Reading } from '../../domain/ladder.ts';
import { compareBatch } from './compare-batch.ts';
import { compareOutcomes } from './compare-outcomes.ts';
import type { ComparisonSettings } from './comparison-settings.ts';
import { meanInterval } from './mean-interval.ts';
import type { Outcome } from './outcome.ts';

/** Slices with fewer scored cases are left out. */
const leastCases = 10;

export interface SliceContext extends ComparisonSettings {
  /** Outcomes of the reference rung on the same split. */
  readonly reference?: readonly Outcome[];
}

/**
 * Largest slices first. A slice is hidden by the mean when it is shown worse than the reference, Holm over the slices, although the whole
 * is not.
 */
export function readSlices(outcomes: readonly Outcome[], context: SliceContext): Reading['slices'] {
  const slices = [...byTag(outcomes)]
    .filter(([, slice]) => slice.length >= leastCases)
    .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  const { reference = [] } = context;
  const compared = compareBatch(
    slices.map(([, slice]) => slice),
    reference,
    'reference',
    context,
  );
  const hidden =
    compared.some((c) => c?.verdict === 'worse') &&
    compareOutcomes(outcomes, reference, 'reference', context)?.verdict !== 'worse';
  return slices.map(([tag, slice], i) => {
    const comparison = compared[i];
    const interval = meanInterval(slice, context);
    return {
      tag,
      n: slice.length,
      mean: slice.reduce((sum, o) => sum + (o.score ?? 0), 0) / slice.length,
      ...(interval && { interval: interval.interval }),
      ...(comparison && { differencePoints: comparison.differencePoints }),
      ...(comparison?.intervalPoints && { differenceIntervalPoints: comparison.intervalPoints }),
      hiddenByMean: hidden && comparison?.verdict === 'worse',
    };
  });
}

/** Scored outcomes by tag; a tag that a case has twice counts once. */
function byTag(outcomes: readonly Outcome[]): Map<string, Outcome[]> {
  const slices = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    if (outcome.score === undefined) continue;
    for (const tag of new Set(outcome.tags)) {
      const slice = slices.get(tag);
      if (slice === undefined) slices.set(tag, [outcome]);
      else slice.push(outcome);
    }
  }
  return slices;
}
