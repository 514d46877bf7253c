/** Readings of a learning curve from what each trained model made of the same cases. It does not know what a case is. */
import { requireFinite, requireSameLength } from './arguments.ts';
import type { CurveReading } from './curve-family.ts';

/** What was trained on `n` examples: for each seed, the outcome of every case in [0, 1], in the same order at every size. */
export interface TrainedSize {
  readonly n: number;
  readonly outcomes: readonly (readonly number[])[];
}

export interface CurveReadings {
  readonly readings: readonly CurveReading[];
  /** What all readings share, because they are of the same cases: to be added where the curve is to hold for other cases. */
  readonly sharedStandardError: number;
  /** Standard deviation of the score from one training to the next; absent where no size was trained with two seeds. */
  readonly trainingDeviation?: number;
}

/**
 * Splits the variance of each score into what all sizes share — some cases are hard for all of them, which moves every reading alike and no
 * slope — and what is its own. Shared is the mean covariance of two sizes, case by case. Its own is the rest of the variance between cases,
 * and of that from seed to seed, pooled over the sizes; where each size has one seed the latter is unknown and left out, which makes it too
 * small. No standard error is taken to be below what one case changes.
 * @returns undefined for fewer than two sizes or two cases.
 * @throws RangeError for outcomes of different lengths or values that are not finite.
 */
export function curveReadings(sizes: readonly TrainedSize[]): CurveReadings | undefined {
  const first = sizes[0]?.outcomes[0];
  if (first === undefined || sizes.length < 2 || first.length < 2) return undefined;
  const cases = first.length;
  const parts = sizes.map(({ n, outcomes }, i) => {
    for (const [seed, values] of outcomes.entries()) {
      requireFinite(`sizes[${i}].outcomes[${seed}]`, values);
      requireSameLength('the first outcomes', first, `sizes[${i}].outcomes[${seed}]`, values);
    }
    const byCase = first.map((_, at) => mean(outcomes.map((values) => values[at] as number)));
    const noise = mean(first.map((_, at) => variance(outcomes.map((values) => values[at] as number)) ?? 0));
    return { n, seeds: outcomes.length, byCase, noise, scores: outcomes.map(mean) };
  });
  const shared = Math.max(0, meanCovariance(parts.map(({ byCase }) => byCase)));
  const degrees = parts.reduce((sum, { seeds }) => sum + seeds - 1, 0);
  const training =
    degrees === 0
      ? undefined
      : parts.reduce((sum, { scores, seeds }) => sum + (variance(scores) ?? 0) * (seeds - 1), 0) / degrees;
  return {
    readings: parts.map(({ n, seeds, byCase, noise, scores }) => {
      const own = Math.max(0, (variance(byCase) ?? 0) - shared - noise / seeds) / cases;
      const standardError = Math.sqrt(own + (training ?? 0) / seeds);
      return { n, score: mean(scores), standardError: Math.max(standardError, 1 / cases) };
    }),
    sharedStandardError: Math.sqrt(shared / cases),
    ...(training !== undefined && { trainingDeviation: Math.sqrt(training) }),
  };
}

/** Over all pairs of rows, by way of their sum: the covariances of a sum with itself less those of each row with itself. */
function meanCovariance(rows: readonly (readonly number[])[]): number {
  const total = (rows[0] ?? []).map((_, at) => rows.reduce((sum, row) => sum + (row[at] as number), 0));
  const alone = rows.reduce((sum, row) => sum + (variance(row) ?? 0), 0);
  return ((variance(total) ?? 0) - alone) / (rows.length * (rows.length - 1));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** With n − 1 below; undefined for one value. */
function variance(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}
