/** Reads several stacks against one on the sealed set together: the same comparison with Holm's correction within the batch. */
import type { Comparison } from '../../domain/ladder.ts';
import { holm } from '../stats/holm.ts';
import { type ComparisonSettings, compareOutcomes, type PairedComparison } from './compare-outcomes.ts';
import type { Outcome } from './outcome.ts';

/**
 * One comparison per candidate, in order; `undefined` where no case was scored for both. A verdict holds only if its test survives Holm
 * within the batch: the two-sided test for *better* and *worse*, the one-sided test of non-inferiority for *no worse* (Holm over that
 * family apart).
 */
export function compareBatch(
  candidates: readonly (readonly Outcome[])[],
  reference: readonly Outcome[],
  against: string,
  settings: ComparisonSettings,
): (Comparison | undefined)[] {
  const plain = candidates.map((c) => compareOutcomes(c, reference, against, settings));
  const differs = adjust(plain.map((c) => c?.pValue));
  const notWorse = adjust(plain.map((c) => c?.nonInferiorityPValue));
  const alpha = 1 - settings.confidence;
  return plain.map((comparison, i) => {
    if (comparison === undefined) return undefined;
    const { nonInferiorityPValue: _, ...rest } = comparison;
    const adjusted = differs[i];
    const verdict = hold(comparison, adjusted, notWorse[i], alpha);
    return { ...rest, ...(adjusted !== undefined && { adjustedPValue: adjusted }), verdict };
  });
}

function hold(
  { verdict }: PairedComparison,
  differs: number | undefined,
  notWorse: number | undefined,
  alpha: number,
): Comparison['verdict'] {
  const differenceHolds = differs !== undefined && differs <= alpha;
  const notWorseHolds = notWorse !== undefined && notWorse <= alpha / 2;
  switch (verdict) {
    case 'better':
      return differenceHolds ? 'better' : notWorseHolds ? 'no worse' : 'cannot tell';
    case 'no worse':
      return notWorse === undefined || notWorseHolds ? 'no worse' : 'cannot tell';
    case 'worse':
      return differenceHolds ? 'worse' : 'cannot tell';
    case 'cannot tell':
      return 'cannot tell';
  }
}

/** Holm over the p-values that are there. */
function adjust(pValues: readonly (number | undefined)[]): (number | undefined)[] {
  const adjusted = holm(pValues.filter((p) => p !== undefined));
  let next = 0;
  return pValues.map((p) => (p === undefined ? undefined : adjusted[next++]));
}
