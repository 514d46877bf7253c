/** Refuses to choose on rungs whose answers are largely missing for reasons that may pass. Knows nothing of the reasons. */
import { FulcrumError } from '../../domain/errors.ts';
import type { MeasuredRung } from './measured-rung.ts';

/**
 * Throws `ANSWERS_MISSING` when the failures of a rung that are to be tried again could move its score by more than the margin (a fraction
 * of 1): an outage must not name finalists, and must not spend a look at the sealed set.
 */
export function requireAnswers(
  rungs: readonly MeasuredRung[],
  split: 'dev' | 'sealed',
  margin: number,
): void {
  for (const { candidate, [split]: outcomes = [] } of rungs) {
    const missing = outcomes.filter((o) => o.failed && o.score === undefined).length;
    if (missing > margin * outcomes.length) {
      throw new FulcrumError('ANSWERS_MISSING', {
        rung: candidate.name,
        missing,
        cases: outcomes.length,
        split,
      });
    }
  }
}
