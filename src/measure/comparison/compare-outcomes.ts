/** Compares two stacks case by case: difference, interval, tests, verdict. Knows nothing of who they are. */
import type { Comparison, Verdict } from '../../domain/ladder.ts';
import { casesToTell } from '../stats/cases-to-tell.ts';
import { nonInferiority } from '../stats/non-inferiority.ts';
import type { ComparisonSettings } from './comparison-settings.ts';
import { inferPairs, type PairedInference, scoresByCase } from './infer-pairs.ts';
import type { Outcome } from './outcome.ts';

/** `undefined` when no case was scored for both. */
export function compareOutcomes(
  candidate: readonly Outcome[],
  reference: readonly Outcome[],
  against: string,
  settings: ComparisonSettings,
): Comparison | undefined {
  const inference = inferPairs(candidate, scoresByCase(reference), settings);
  if (inference === undefined) return undefined;
  const { verdict } = nonInferiority(inference.interval, settings.margin);
  return toComparison(against, inference, verdict, settings);
}

/** `confidence` is that at which more cases are to settle what cannot be told. */
export function toComparison(
  against: string,
  inference: PairedInference,
  verdict: Verdict,
  { margin, confidence }: Pick<ComparisonSettings, 'margin' | 'confidence'>,
): Comparison {
  const { pairs, mean, variance, interval, pValue, won, lost, method } = inference;
  const [soonest] =
    verdict === 'cannot tell' && variance > 0
      ? casesToTell({ n: pairs, difference: mean, variance, margin, confidence })
      : [];
  return {
    against,
    pairs,
    differencePoints: mean * 100,
    ...(interval && { intervalPoints: { low: interval.low * 100, high: interval.high * 100 } }),
    pValue,
    won,
    lost,
    verdict,
    ...(soonest && { casesToTell: soonest.total }),
    method,
  };
}
