/** How far a judge agrees with people on the same answers. Asks nobody: it compares grades that are there. */
import type { ScoreValue } from '../../../domain/score.ts';
import type { Interval } from '../../stats/interval.ts';
import { kappa } from '../../stats/kappa.ts';
import { wilson } from '../../stats/wilson.ts';

export interface JudgedByBoth {
  /** `Case.humanScore`, in [0, 1]. */
  readonly human: number;
  readonly judge: ScoreValue;
}

export interface JudgeCalibration {
  /** Answers graded by both. */
  readonly n: number;
  /** Answers the judge could not grade. */
  readonly unscored: number;
  /** Share of answers with the very same grade. */
  readonly agreement?: number;
  readonly agreementInterval?: Interval;
  /** Cohen's kappa; with quadratic weights where the scale has more than two grades. Absent when all grades are one and the same. */
  readonly kappa?: number;
  readonly kappaInterval?: Interval;
  /** Mean of judge minus human: above 0 the judge is too kind. */
  readonly bias?: number;
  /** Why the judge's scores are not to be relied on; empty when nothing speaks against it. */
  readonly warnings: readonly string[];
}

/** "Substantial agreement" begins here (Landis & Koch 1977, Biometrics 33:165). */
const leastKappa = 0.6;
const leastCases = 50;

/** `grades` is how many steps the judge's scale has (5 for 1–5); human scores are rounded to the nearest of them. */
export function calibrateJudge(items: Iterable<JudgedByBoth>, grades: number): JudgeCalibration {
  if (!Number.isInteger(grades) || grades < 2)
    throw new RangeError(`grades must be an integer of at least 2, got ${grades}`);
  const human: number[] = [];
  const judge: number[] = [];
  let unscored = 0;
  for (const item of items) {
    if (!(item.human >= 0 && item.human <= 1))
      throw new RangeError(`human must lie within 0 and 1, got ${item.human}`);
    if (item.judge.kind === 'unscored') {
      unscored++;
      continue;
    }
    human.push(Math.round(item.human * (grades - 1)));
    judge.push(Math.round(item.judge.value * (grades - 1)));
  }
  const categories = Array.from({ length: grades }, (_, grade) => String(grade));
  const measured = kappa(human.map(String), judge.map(String), {
    categories,
    weights: grades > 2 ? 'quadratic' : 'none',
  });
  const n = human.length;
  const equal = human.filter((grade, i) => grade === judge[i]).length;
  const agreementInterval = wilson(equal, n);
  const difference = judge.reduce((sum, grade, i) => sum + grade - (human[i] as number), 0);
  return {
    n,
    unscored,
    ...(measured.agreement !== undefined && { agreement: measured.agreement }),
    ...(agreementInterval !== undefined && { agreementInterval }),
    ...(measured.kappa !== undefined && { kappa: measured.kappa }),
    ...(measured.interval !== undefined && { kappaInterval: measured.interval }),
    ...(n > 0 && { bias: difference / n / (grades - 1) }),
    warnings: warningsFor({ n, unscored, kappa: measured.kappa, interval: measured.interval }),
  };
}

function warningsFor(found: {
  n: number;
  unscored: number;
  kappa: number | undefined;
  interval: Interval | undefined;
}): string[] {
  const { n, unscored, kappa: value, interval } = found;
  const warnings: string[] = [];
  if (n === 0) return ['no answer was graded by both a person and the judge: nothing is known of the judge'];
  if (n < leastCases)
    warnings.push(`only ${n} answers were graded by both; at least ${leastCases} say something`);
  if (value === undefined) {
    warnings.push('all grades are one and the same, so that agreement beyond chance cannot be measured');
  } else if (value < leastKappa) {
    warnings.push(
      `kappa ${value.toFixed(2)} is below ${leastKappa}: the judge does not grade as people do; do not decide by its scores`,
    );
  } else if (interval !== undefined && interval.low < leastKappa) {
    warnings.push(
      `kappa ${value.toFixed(2)} may be as low as ${interval.low.toFixed(2)}, below ${leastKappa}: grade more answers by hand`,
    );
  }
  if (unscored > 0.05 * (n + unscored)) {
    warnings.push(`the judge could not grade ${unscored} of ${n + unscored} answers`);
  }
  return warnings;
}
