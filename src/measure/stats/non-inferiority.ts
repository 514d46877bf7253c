/** The verdict on a difference, from its interval and the margin; it does not know how the interval was made. */
import { requireFinite } from './arguments.ts';
import type { Interval } from './interval.ts';

export type Verdict = 'better' | 'no worse' | 'worse' | 'cannot tell';

export interface NonInferiority {
  readonly verdict: Verdict;
  /** True when the whole interval lies below 0 although the verdict is 'no worse': a real loss, but a small one. */
  readonly smallLoss: boolean;
}

/**
 * Reads the interval of candidate − reference, more being better, both ends in the unit of `margin`:
 *
 * - **better**: wholly above 0.
 * - **no worse**: wholly above −margin, so any loss is smaller than the one declared acceptable beforehand.
 * - **worse**: wholly below 0 and reaching −margin or beyond.
 * - **cannot tell**: everything else, an undefined interval included.
 *
 * An interval wholly within (−margin, 0) shows a loss and shows that it is smaller than the margin. It is called
 * 'no worse', with `smallLoss` set: the margin was fixed before looking, precisely to say which losses do not matter,
 * and a verdict that turned to 'worse' as n grows would punish the better-measured of two equal candidates. The flag
 * keeps the loss in sight. CONSORT's figure for non-inferiority trials names this case alike (Piaggio et al. 2012,
 * JAMA 308:2594); unlike it, 'worse' here asks for a shown loss, not for one shown to exceed the margin.
 * An end that touches 0 or −margin has not crossed it.
 *
 * A two-sided interval of confidence 1 − α makes each verdict a one-sided test at α/2 (95 %: 2.5 %).
 * @throws RangeError for a margin that is not positive or an interval that is not two ordered numbers.
 */
export function nonInferiority(difference: Interval | undefined, margin: number): NonInferiority {
  if (!(margin > 0 && Number.isFinite(margin))) {
    throw new RangeError(`margin must be a positive number, got ${margin}`);
  }
  if (difference === undefined) {
    return { verdict: 'cannot tell', smallLoss: false };
  }
  const { low, high } = difference;
  requireFinite('difference', [low, high]);
  if (low > high) {
    throw new RangeError(`difference must have low ≤ high, got ${low} … ${high}`);
  }
  if (low > 0) {
    return { verdict: 'better', smallLoss: false };
  }
  if (low > -margin) {
    return { verdict: 'no worse', smallLoss: high < 0 };
  }
  return { verdict: high < 0 ? 'worse' : 'cannot tell', smallLoss: false };
}
