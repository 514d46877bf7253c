/** What the report says of a rung whose weights were trained, in words for every format. Knows no layout. */
import type { Rung } from '../domain/ladder.ts';
import type { Forgetting, LearningCurve, Training } from '../domain/ladder-training.ts';
import { count } from './format/count.ts';
import { duration } from './format/duration.ts';
import { pValue } from './format/p-value.ts';
import { percent } from './format/percent.ts';
import { points } from './format/points.ts';
import { range } from './format/range.ts';
import { verdictInWords } from './ladder-words.ts';

export interface TrainedRung {
  readonly rung: Rung;
  readonly training: Training;
}

export function trainedRungs(rungs: readonly Rung[]): readonly TrainedRung[] {
  return rungs.flatMap((rung) => (rung.training === undefined ? [] : [{ rung, training: rung.training }]));
}

/** One sentence for each thing that is known, without the full stop. */
export function trainingLines(training: Training): string[] {
  const { heldOut, gap, forgetting, learningCurve, perplexity } = training;
  return [
    runLine(training),
    ...(heldOut === undefined
      ? []
      : [`Loss on ${count(heldOut.rows)} held-out examples: ${heldOut.loss.toFixed(3)} nats a token`]),
    ...(perplexity === undefined
      ? []
      : [
          `Perplexity of the answers held out of training: ${perplexity.tuned.toFixed(2)}, of the base ${perplexity.base.toFixed(2)}`,
        ]),
    ...(gap === undefined ? [] : [gapLine(gap)]),
    ...(forgetting === undefined ? [] : [forgettingLine(forgetting)]),
    ...(learningCurve === undefined ? [] : curveLines(learningCurve)),
  ];
}

function runLine(training: Training): string {
  const { method, trainer, device, seed, examples, seconds, steps, bestStep, stopped, adapterBytes } =
    training;
  const where = device === undefined ? trainer : `${trainer}, ${device}`;
  const stepped = [
    ...(steps === undefined ? [] : [`${count(steps)} steps`]),
    ...(bestStep === undefined ? [] : [`step ${count(bestStep)} kept`]),
    ...(stopped === 'early stopping' ? ['stopped early'] : []),
  ];
  return [
    `Trained by ${method} (${where}) on ${count(examples)} examples in ${duration(seconds)}`,
    ...(stepped.length === 0 ? [] : [stepped.join(', ')]),
    ...(seed === undefined ? [] : [`seed ${seed}`]),
    ...(adapterBytes === undefined ? [] : [`adapter of ${(adapterBytes / 1e6).toFixed(1)} MB`]),
  ].join('; ');
}

const gapVerdicts = {
  overfits: 'it overfits: it does better on what it was trained on',
  small: 'no gap that matters',
  'cannot tell': 'these cases cannot tell whether it overfits',
} as const;

function gapLine(gap: NonNullable<Training['gap']>): string {
  const { trainCases, trainScore, devCases, devScore, differencePoints, intervalPoints, verdict } = gap;
  return `${percent(trainScore)} % on ${count(trainCases)} train cases, ${percent(devScore)} % on ${count(devCases)} dev cases: a gap of ${points(differencePoints)} points (${range(intervalPoints, points)}); ${gapVerdicts[verdict]}`;
}

function forgettingLine({ items, base, tuned, comparison }: Forgetting): string {
  const { differencePoints, intervalPoints, won, lost, pValue: p } = comparison;
  const between = intervalPoints === undefined ? '' : ` (${range(intervalPoints, points)})`;
  const tested = p === undefined ? '' : `, ${pValue(p)}`;
  return `General set of ${count(items)} items: ${shareInWords(tuned)}, its base ${shareInWords(base)}: ${points(differencePoints)} points${between}, won ${count(won)}, lost ${count(lost)}${tested}; against its base ${verdictInWords(comparison)}`;
}

/** `46.5 % (38.5–54.7)`; `–` where nothing was scored. */
export function shareInWords({ scored, right, interval }: Forgetting['base']): string {
  if (scored === 0) return '–';
  return `${percent(right / scored)} %${interval === undefined ? '' : ` (${range(interval, percent)})`}`;
}

function curveLines({ readings, ahead, more, cases }: LearningCurve): string[] {
  const sizes = readings.map(({ examples, score }) => `${count(examples)}: ${percent(score)} %`).join(', ');
  return [
    `Learning curve by training examples, on ${count(cases)} cases: ${sizes}`,
    ...(ahead === undefined
      ? []
      : [
          `At ${count(ahead.examples)} examples ${percent(ahead.score)} % (${range(ahead.interval, percent)}) is to be expected, ${points(ahead.gainPoints)} points (${range(ahead.gainIntervalPoints, points)}) on top`,
        ]),
    ...(more === undefined ? [] : [moreLine(more)]),
  ];
}

function moreLine({
  gainPoints,
  factor,
  verdict,
  more,
  low,
  high,
}: NonNullable<LearningCurve['more']>): string {
  const gain = `${gainPoints} ${gainPoints === 1 ? 'point' : 'points'}`;
  const [least, about] = [count(low ?? 0), more === undefined ? '' : `about ${count(more)}, `];
  switch (verdict) {
    case 'helps':
      return `About ${count(more ?? 0)} more examples for ${gain} (${least} to ${count(high ?? 0)})`;
    case 'will not help':
      return `More data will not help: ${factor} times as much is not to bring ${gain}`;
    case 'cannot tell':
      return `These readings cannot tell whether more data helps: ${about}at least ${least} more examples for ${gain}, and perhaps more than ${factor} times the data`;
  }
}
