/** How many cases would settle a comparison that cannot tell yet; it takes what was seen so far for the truth. */
import { requireCount, requireFraction } from './arguments.ts';
import { criticalZ, normalQuantile } from './distributions/normal.ts';
import type { Verdict } from './non-inferiority.ts';

export interface Observed {
  /** Cases compared so far. */
  readonly n: number;
  /** Mean of candidate − reference by case. */
  readonly difference: number;
  /** Variance of that difference from case to case; for right/wrong, discordance − difference². */
  readonly variance: number;
  readonly margin: number;
  /** Chance to reach the verdict if the truth is as seen; default 0.8. */
  readonly power?: number;
  /** Default 0.95. */
  readonly confidence?: number;
}

export interface CasesToTell {
  readonly verdict: Exclude<Verdict, 'cannot tell'>;
  /** Cases in all. */
  readonly total: number;
  /** Cases beyond those there are. */
  readonly more: number;
}

/**
 * For each verdict that the observed difference points to, the cases it would take, fewest first: n = (z_α/2 + z_β)²
 * variance ÷ distance², the distance being to 0 for 'better' and 'worse' and to −margin for 'no worse' (normal
 * approximation, e.g. Julious 2004, Stat. Med. 23:1921). Below −margin ÷ 2 'worse' comes within reach before the interval
 * is narrow enough to fit above −margin. A rough guide: a difference seen on few cases is itself uncertain.
 */
export function casesToTell(observed: Observed): CasesToTell[] {
  const { n, difference, variance, margin, power = 0.8, confidence = 0.95 } = observed;
  requireCount('n', n, 1);
  requireFraction('power', power);
  for (const [name, value, valid] of [
    ['difference', difference, Number.isFinite(difference)],
    ['variance', variance, Number.isFinite(variance) && variance > 0],
    ['margin', margin, Number.isFinite(margin) && margin > 0],
  ] as const) {
    if (!valid) {
      throw new RangeError(`${name} must be a finite number, positive but for the difference, got ${value}`);
    }
  }
  const quantiles = criticalZ(confidence) + normalQuantile(power);
  const within = (verdict: CasesToTell['verdict'], distance: number): CasesToTell => {
    const total = Math.ceil((quantiles ** 2 * variance) / distance ** 2);
    return { verdict, total, more: Math.max(0, total - n) };
  };
  const reachable: CasesToTell[] = [];
  if (difference > -margin) {
    reachable.push(within('no worse', difference + margin));
  }
  if (difference > 0) {
    reachable.push(within('better', difference));
  }
  if (difference < -margin / 2) {
    reachable.push(within('worse', -difference));
  }
  return reachable.sort((a, b) => a.total - b.total);
}
