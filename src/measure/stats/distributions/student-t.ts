/** Student's t distribution; it does not know which mean is being tested. */
import { incompleteBeta } from './incomplete-beta.ts';

/** P(T ≤ t) with `degreesOfFreedom` > 0 (Abramowitz & Stegun 26.7.1). */
export function studentTCdf(t: number, degreesOfFreedom: number): number {
  if (Number.isNaN(t) || !(degreesOfFreedom > 0)) {
    throw new RangeError(
      `t and degreesOfFreedom must be numbers, the latter positive, got ${t}, ${degreesOfFreedom}`,
    );
  }
  const tail = 0.5 * incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
  return t > 0 ? 1 - tail : tail;
}
