/** The sentences a decision is explained with. Knows nothing of how it is reached. */
import type { Comparison, Decision } from '../../domain/ladder.ts';
import { type Constraints, checkConstraints } from './constraints.ts';
import type { Contender } from './contender.ts';

/** What every sentence of one decision rests on. */
export interface Terms {
  readonly marginPoints: number;
  /** E.g. 0.95. */
  readonly confidence: number;
  readonly basis: Decision['basis'];
}

export function whyOut({ name, reading }: Contender, constraints: Constraints): string {
  const unmet = checkConstraints(reading, constraints).filter((c) => c.outcome !== 'met');
  return `${name} is out: ${unmet.map((c) => c.detail).join('; ')}.`;
}

export function describeDifference(
  { name }: Contender,
  comparison: Comparison | undefined,
  other: Contender,
  { marginPoints, confidence }: Terms,
): string {
  if (comparison === undefined) return `${name} and ${other.name} have no scored case in common.`;
  const { verdict, differencePoints, intervalPoints, pairs } = comparison;
  const finding = {
    better: `${name} is better than ${other.name}`,
    'no worse': `${name} is no worse than ${other.name} within ${rounded(marginPoints)} points`,
    worse: `${name} is worse than ${other.name}`,
    'cannot tell': `It cannot be told whether ${name} is as good as ${other.name}`,
  }[verdict];
  const range = intervalPoints
    ? ` (${rounded(confidence * 100)} % interval ${signed(intervalPoints.low)} to ${signed(intervalPoints.high)})`
    : '';
  return `${finding}: ${signed(differencePoints)} points${range} on ${pairs.toLocaleString('en')} cases.`;
}

export function describeCosts(one: Contender, other: Contender): string {
  const [a, b] = [one.reading.usdPer1kAnswers, other.reading.usdPer1kAnswers];
  if ('unknown' in a) return `What ${one.name} costs is unknown: ${a.unknown}.`;
  if ('unknown' in b) return `What ${other.name} costs is unknown: ${b.unknown}.`;
  return `${one.name} costs ${usd(a.value)} per 1,000 answers, ${other.name} ${usd(b.value)}.`;
}

/** What would turn *cannot tell* into a verdict; nothing for other verdicts. */
export function whatWouldTell(
  { name }: Contender,
  comparison: Comparison | undefined,
  other: Contender,
  { basis }: Terms,
): string[] {
  if (comparison?.verdict !== 'cannot tell') return [];
  const { casesToTell = 0, pairs } = comparison;
  const more = casesToTell - pairs;
  return more > 0
    ? [
        `About ${more.toLocaleString('en')} more ${basis} cases would settle how ${name} compares with ${other.name}, if the difference stays as seen.`,
      ]
    : [`More ${basis} cases would settle how ${name} compares with ${other.name}.`];
}

const usd = (amount: number) => `$${amount.toLocaleString('en', { maximumSignificantDigits: 3 })}`;
const rounded = (value: number) => `${Number(value.toFixed(2))}`;
const signed = (points: number) => `${points < -0.05 ? '−' : '+'}${Math.abs(points).toFixed(1)}`;
