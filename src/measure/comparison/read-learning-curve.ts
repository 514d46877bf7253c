/** A learning curve from what stacks trained on more and more examples made of the same cases. Knows no trainer. */
import type { LearningCurve } from '../../domain/ladder-training.ts';
import { curveReadings } from '../stats/curve-readings.ts';
import { extrapolateCurve, moreExamples } from '../stats/learning-curve.ts';
import type { Outcome } from './outcome.ts';

/** What was trained on so many examples, once for each seed. */
export interface TrainedOutcomes {
  readonly examples: number;
  readonly outcomes: readonly (readonly Pick<Outcome, 'caseId' | 'score'>[])[];
}

export interface CurveQuestion {
  readonly confidence: number;
  /** What would be worth more data, e.g. 0.02 for two points. */
  readonly gain: number;
}

/** The score is said for so many times the data. */
const aheadBy = 4;
/** And nothing is promised beyond so many. */
const furthest = 8;

/** By the cases that all of them could be scored on. `undefined` where there are fewer than two sizes or two such cases. */
export function readLearningCurve(
  sizes: readonly TrainedOutcomes[],
  { confidence, gain }: CurveQuestion,
): LearningCurve | undefined {
  const scores = sizes.map(({ examples, outcomes }) => ({
    examples,
    bySeed: outcomes.map(
      (run) => new Map(run.flatMap(({ caseId, score }) => (score === undefined ? [] : [[caseId, score]]))),
    ),
  }));
  const runs = scores.flatMap(({ bySeed }) => bySeed);
  const cases = [...(runs[0]?.keys() ?? [])].filter((id) => runs.every((run) => run.has(id)));
  const read = curveReadings(
    scores.map(({ examples, bySeed }) => ({
      n: examples,
      outcomes: bySeed.map((run) => cases.map((id) => run.get(id) ?? 0)),
    })),
  );
  if (read === undefined) return undefined;
  const { readings } = read;
  const largest = Math.max(...readings.map(({ n }) => n));
  const lastError = readings.find(({ n }) => n === largest)?.standardError ?? 0;
  const ahead = extrapolateCurve(readings, aheadBy * largest, { confidence, standardError: lastError });
  const more = moreExamples(readings, gain, { confidence, factor: furthest });
  const points = ({ low, high }: { low: number; high: number }) => ({ low: low * 100, high: high * 100 });
  return {
    cases: cases.length,
    readings: readings.map(({ n, score, standardError }, at) => ({
      examples: n,
      seeds: scores[at]?.bySeed.length ?? 0,
      score,
      standardError,
    })),
    ...(ahead && {
      ahead: {
        examples: ahead.n,
        score: ahead.score,
        interval: ahead.interval,
        gainPoints: ahead.gain * 100,
        gainIntervalPoints: points(ahead.gainInterval),
      },
    }),
    ...(more && {
      more: {
        gainPoints: gain * 100,
        factor: furthest,
        verdict: more.verdict,
        ...(more.more !== undefined && { more: more.more }),
        ...more.interval,
      },
    }),
  };
}
