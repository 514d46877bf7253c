/** Reads one stack's outcomes on one split into the figures of the ladder. Knows nothing of other stacks but the one slices are set against. */
import type { Known, Reading } from '../../domain/ladder.ts';
import { classificationReport } from '../scoring/classification-report.ts';
import { expectedCalibrationError } from '../stats/calibration.ts';
import { meanInterval } from './mean-interval.ts';
import type { Outcome } from './outcome.ts';
import { readDetections } from './read-detections.ts';
import { readGuardrails } from './read-guardrails.ts';
import { readLatency } from './read-latency.ts';
import { readSlices, type SliceContext } from './read-slices.ts';

export interface ReadingContext extends SliceContext {
  readonly split: Reading['split'];
  readonly prefixState: string;
}

export function readOutcomes(outcomes: readonly Outcome[], context: ReadingContext): Reading {
  const scored = outcomes.filter((o) => o.score !== undefined);
  const answered = outcomes.filter((o) => !o.failed);
  const interval = meanInterval(scored, context);
  const labels = scored.flatMap(({ expectedLabel, gotLabel }) =>
    expectedLabel === undefined
      ? []
      : [{ expected: expectedLabel, ...(gotLabel !== undefined && { got: gotLabel }) }],
  );
  const report = labels.length > 0 ? classificationReport(labels, context.labels) : undefined;
  const calibrationError = calibration(outcomes);
  const detections = readDetections(outcomes, context.confidence);
  const guardrails = readGuardrails(outcomes);
  return {
    split: context.split,
    cases: outcomes.length,
    scored: scored.length,
    unscored: outcomes.length - scored.length,
    failed: outcomes.length - answered.length,
    abstained: outcomes.filter((o) => o.abstained).length,
    score: meanOf(
      scored.map((o) => o.score ?? 0),
      'no case could be scored',
    ),
    ...(interval && { scoreInterval: interval.interval, scoreIntervalMethod: interval.method }),
    otherScores: readOtherScores(outcomes),
    ...(detections.length > 0 && { detections }),
    ...(guardrails && { guardrails }),
    usdPer1kAnswers: usdPer1kAnswers(outcomes),
    promptTokensMean: knownMean(answered, (o) => o.inputTokens, 'no token counts'),
    cachedPromptTokensMean: knownMean(answered, (o) => o.cachedInputTokens, 'no cached-token counts'),
    outputTokensMean: knownMean(answered, (o) => o.outputTokens, 'no token counts'),
    latency: readLatency(outcomes, context),
    ...(report?.macroF1 !== undefined && { macroF1: report.macroF1 }),
    classes: report?.classes.map(({ predicted: _, ...figures }) => figures) ?? [],
    confusions: report?.confusions.slice(0, 20) ?? [],
    slices: readSlices(outcomes, context),
    ...(calibrationError !== undefined && { calibrationError }),
  };
}

function meanOf(values: readonly number[], whenNone: string): Known<number> {
  return values.length === 0
    ? { unknown: whenNone }
    : { value: values.reduce((sum, v) => sum + v, 0) / values.length };
}

/** The mean where every outcome has the figure; one unknown makes the mean unknown, with how many there were. */
function knownMean(
  outcomes: readonly Outcome[],
  figure: (outcome: Outcome) => number | undefined,
  otherwise: string,
): Known<number> {
  const values = outcomes.map(figure).filter((v) => v !== undefined);
  const missing = outcomes.length - values.length;
  return missing > 0
    ? { unknown: `${otherwise} (${missing} of ${outcomes.length} answers)` }
    : meanOf(values, 'nothing was answered');
}

/** What failed for good is paid for by the answers; what will be tried again is not yet a cost of theirs. */
function usdPer1kAnswers(outcomes: readonly Outcome[]): Known<number> {
  const final = outcomes.filter((o) => !o.failed || o.score !== undefined);
  const answers = outcomes.filter((o) => !o.failed).length;
  if (answers === 0) return { unknown: 'nothing was answered' };
  const mean = knownMean(final, (o) => o.costUsd, 'the price of a call is unknown');
  return 'value' in mean ? { value: (mean.value * final.length * 1000) / answers } : mean;
}

function readOtherScores(outcomes: readonly Outcome[]): Reading['otherScores'] {
  const names = new Set(outcomes.flatMap((o) => Object.keys(o.otherScores)));
  return [...names].map((scorer) => {
    const values = outcomes.map((o) => o.otherScores[scorer]).filter((v) => v !== undefined);
    return { scorer, mean: meanOf(values, 'no case could be scored'), scored: values.length };
  });
}

/** Expected calibration error of the probability given to the answer, where there was one for enough cases. */
function calibration(outcomes: readonly Outcome[]): number | undefined {
  const stated = outcomes.filter((o) => o.confidence !== undefined && o.score !== undefined);
  if (stated.length < 50) return undefined;
  return expectedCalibrationError(
    stated.map((o) => o.confidence ?? 0),
    stated.map((o) => o.score === 1),
  );
}
