/** Reads several stacks against one together: the same comparison with Holm's correction within the batch. */
import type { Comparison, Verdict } from '../../domain/ladder.ts';
import { holm } from '../stats/holm.ts';
import { nonInferiority } from '../stats/non-inferiority.ts';
import { toComparison } from './compare-outcomes.ts';
import type { ComparisonSettings } from './comparison-settings.ts';
import { inferPairs, scoresByCase } from './infer-pairs.ts';
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
  const scores = scoresByCase(reference);
  const inferred = candidates.map((candidate) => inferPairs(candidate, scores, settings));
  const present = inferred.filter((i) => i !== undefined);
  const differs = holm(present.map((i) => i.pValue));
  const notWorse = holm(present.map((i) => i.nonInferiorityPValue));
  const alpha = 1 - settings.confidence;
  // Holm's first and strictest step: enough cases for it are enough for any.
  const strictest = { margin: settings.margin, confidence: 1 - alpha / Math.max(1, present.length) };
  return inferred.map((inference) => {
    if (inference === undefined) return undefined;
    const at = present.indexOf(inference);
    const adjustedPValue = differs[at] as number;
    const verdict = hold(nonInferiority(inference.interval, settings.margin).verdict, {
      differs: adjustedPValue <= alpha,
      notWorse: (notWorse[at] as number) <= alpha / 2,
    });
    return { ...toComparison(against, inference, verdict, strictest), adjustedPValue };
  });
}

/** The verdict of the interval, as far as the corrected tests bear it out. */
function hold(verdict: Verdict, shown: { readonly differs: boolean; readonly notWorse: boolean }): Verdict {
  if ((verdict === 'better' || verdict === 'worse') && shown.differs) return verdict;
  if ((verdict === 'better' || verdict === 'no worse') && shown.notWorse) return 'no worse';
  return 'cannot tell';
}
