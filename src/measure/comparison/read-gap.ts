/** How much better a stack does on what it was trained on than on other cases. Does not know how it was trained. */
import type { Training } from '../../domain/ladder-training.ts';
import type { ComparisonSettings } from './comparison-settings.ts';
import { meanInterval } from './mean-interval.ts';
import type { Outcome } from './outcome.ts';

/**
 * Two samples, paired by nothing: the distances to the ends of their intervals, squared and added, which is Newcombe's method 10 for
 * right/wrong (Newcombe 1998, Stat. Med. 17:873) and its extension to any intervals (Zou & Donner 2008, Stat. Med. 27:1693). `overfits`: the
 * whole interval lies above 0; `small`: the whole of it lies below the margin, above 0 or not. `undefined` where a side has no interval.
 */
export function readGap(
  train: readonly Outcome[],
  dev: readonly Outcome[],
  settings: ComparisonSettings,
): Training['gap'] {
  const [first, second] = [readSide(train, settings), readSide(dev, settings)];
  if (first === undefined || second === undefined) return undefined;
  const difference = first.mean - second.mean;
  const low = difference - Math.hypot(first.mean - first.interval.low, second.interval.high - second.mean);
  const high = difference + Math.hypot(first.interval.high - first.mean, second.mean - second.interval.low);
  return {
    trainCases: first.cases,
    trainScore: first.mean,
    devCases: second.cases,
    devScore: second.mean,
    differencePoints: difference * 100,
    intervalPoints: { low: low * 100, high: high * 100 },
    verdict: high < settings.margin ? 'small' : low > 0 ? 'overfits' : 'cannot tell',
  };
}

function readSide(outcomes: readonly Outcome[], settings: ComparisonSettings) {
  const scored = outcomes.filter((o) => o.score !== undefined);
  const interval = meanInterval(scored, settings)?.interval;
  if (interval === undefined) return undefined;
  const mean = scored.reduce((sum, o) => sum + (o.score ?? 0), 0) / scored.length;
  return { cases: scored.length, mean, interval };
}
