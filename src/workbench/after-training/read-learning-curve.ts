/** The learning curve of a ladder from what was trained on parts of the data. Trains nothing and asks nobody. */
import type { LearningCurve } from '../../domain/ladder.ts';
import type { TrainedPart } from '../../levers/lever.ts';
import { curveReadings } from '../../measure/stats/curve-readings.ts';
import { extrapolateCurve, moreExamples } from '../../measure/stats/learning-curve.ts';

/** How far ahead it is told, and how far nothing is promised beyond, in times the data. */
const [aheadFactor, mostFactor] = [2, 8];

/** `gain`: worth having, in (0, 1]. Cases that some reading has no score of are left out of all. `undefined` for fewer than two sizes. */
export function readLearningCurve(
  parts: readonly TrainedPart[],
  { gain, confidence }: { readonly gain: number; readonly confidence: number },
): LearningCurve | undefined {
  const scores = parts.map(({ examples, readings }) => ({
    n: examples,
    byCase: readings.map(
      ({ cases }) =>
        new Map(
          cases.flatMap(({ caseId, score }) =>
            score.kind === 'scored' ? [[caseId, score.value] as const] : [],
          ),
        ),
    ),
  }));
  const all = scores.flatMap(({ byCase }) => byCase);
  const ids = [...(all[0]?.keys() ?? [])].filter((id) => all.every((one) => one.has(id)));
  const sizes = scores.map(({ n, byCase }) => ({
    n,
    outcomes: byCase.map((one) => ids.map((id) => one.get(id) as number)),
  }));
  const found = curveReadings(sizes);
  if (found === undefined) return undefined;
  const { readings, sharedStandardError } = found;
  const largest = Math.max(...readings.map(({ n }) => n));
  const ahead = extrapolateCurve(readings, aheadFactor * largest, {
    confidence,
    standardError: sharedStandardError,
  });
  const more = moreExamples(readings, gain, { confidence, factor: mostFactor });
  const { low, high } = more?.interval ?? {};
  return {
    cases: ids.length,
    readings: readings.map(({ n, score, standardError }, at) => ({
      examples: n,
      seeds: sizes[at]?.outcomes.length ?? 0,
      score,
      standardError,
    })),
    ...(ahead && {
      ahead: {
        examples: ahead.n,
        score: ahead.score,
        interval: ahead.interval,
        gainPoints: ahead.gain * 100,
        gainIntervalPoints: { low: ahead.gainInterval.low * 100, high: ahead.gainInterval.high * 100 },
      },
    }),
    ...(more && {
      more: {
        gainPoints: gain * 100,
        factor: mostFactor,
        verdict: more.verdict,
        ...(more.more !== undefined && { more: more.more }),
        ...(low !== undefined && { low }),
        ...(high !== undefined && { high }),
      },
    }),
  };
}
