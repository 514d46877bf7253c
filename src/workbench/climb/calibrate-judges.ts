/** Compares the grades of a task's judges with those that people gave recorded answers. Asks nobody. */
import type { JudgedByPeople } from '../../domain/ladder.ts';
import type { Outcome } from '../../measure/comparison/outcome.ts';
import { calibrateJudge, type JudgedByBoth } from '../../measure/scoring/judge/calibrate-judge.ts';
import { scored, unscored } from '../../measure/scoring/score-value.ts';
import type { Scorer } from '../../measure/scoring/scorer.ts';
import type { MeasuredRung } from './measured-rung.ts';

/** One for each scorer that grades as people do. People's grades are those of the first rung of recorded answers. */
export function calibrateJudges(
  scorers: readonly Scorer[],
  rungs: readonly MeasuredRung[],
): JudgedByPeople[] {
  const recorded = rungs.find((rung) => rung.stack.spec.answerer.kind === 'recorded');
  const graded = (recorded ? [...recorded.dev, ...(recorded.sealed ?? [])] : []).filter(
    (outcome) => outcome.humanScore !== undefined && !outcome.failed,
  );
  return scorers.flatMap(({ name, grades }, place) => {
    if (grades === undefined) return [];
    const items = graded.map((outcome) => judgedByBoth(outcome, place === 0 ? undefined : name));
    const rungId = items.length > 0 ? recorded?.id : undefined;
    const { warnings, ...found } = calibrateJudge(items, grades);
    return [{ scorer: name, ...(rungId !== undefined && { rungId }), ...found, warnings: [...warnings] }];
  });
}

/** `scorer`: absent for the primary one. */
function judgedByBoth(outcome: Outcome, scorer: string | undefined): JudgedByBoth {
  const value = scorer === undefined ? outcome.score : outcome.otherScores[scorer];
  return {
    human: outcome.humanScore as number,
    judge: value === undefined ? unscored('the judge could not grade it') : scored(value),
  };
}
