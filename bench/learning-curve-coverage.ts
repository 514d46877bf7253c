/**
 * How often the interval of an extrapolated learning curve holds what is then read, over a grid of true curves: power laws, the logarithm, and
 * shapes that the family lacks. Each replicate trains three "models" at 12, 25, 50 and 100 % of 1,000 examples and at 4 and 8 times as many;
 * some cases are hard for all of them, and each training is a little better or worse than its size says. Needs no model.
 *
 * node bench/learning-curve-coverage.ts [replicates, default 1000]
 */
import type { CurveReading } from '../src/measure/stats/curve-family.ts';
import { curveReadings } from '../src/measure/stats/curve-readings.ts';
import { normalQuantile } from '../src/measure/stats/distributions/normal.ts';
import { extrapolateCurve, moreExamples } from '../src/measure/stats/learning-curve.ts';
import { createRandom, type Random } from '../src/measure/stats/random.ts';
import { wilson } from '../src/measure/stats/wilson.ts';
import { table } from './harness/benchmark-note.ts';
import { writeBenchmark } from './write-benchmark.ts';

const replicates = Number(process.argv[2] ?? 1000);
const sizes = [120, 250, 500, 1000];
const largest = 1000;
const gain = 0.02;
const cases = 400;
const seeds = 3;
/** Correlation of what a case asks in two trainings, and standard deviation of a training. */
const shared = 0.8;
const trainingDeviation = 0.01;

const power = (end: number, at: number, exponent: number) => (n: number) =>
  end - (end - at) * (n / 120) ** -exponent;

/** True score by size; `inFamily`: with an exponent from 0 to 2. */
const truths: readonly {
  readonly name: string;
  readonly inFamily: boolean;
  readonly score: (n: number) => number;
}[] = [
  { name: 'power, exponent 0.25', inFamily: true, score: power(0.95, 0.55, 0.25) },
  { name: 'power, exponent 0.5', inFamily: true, score: power(0.9, 0.6, 0.5) },
  { name: 'power, exponent 1', inFamily: true, score: power(0.85, 0.5, 1) },
  { name: 'power, exponent 2', inFamily: true, score: power(0.8, 0.6, 2) },
  { name: 'logarithm, 4 points a doubling', inFamily: true, score: (n) => 0.5 + 0.04 * Math.log2(n / 120) },
  { name: 'flat', inFamily: true, score: () => 0.7 },
  { name: 'near the ceiling', inFamily: true, score: power(0.99, 0.93, 0.7) },
  { name: 'exponential', inFamily: false, score: (n) => 0.85 - 0.35 * Math.exp(-n / 600) },
  {
    name: 'late rise (sigmoid over the logarithm)',
    inFamily: false,
    score: (n) => 0.5 + 0.4 / (1 + (1500 / n) ** 2),
  },
  {
    name: 'rise, then a fall',
    inFamily: false,
    score: (n) => 0.6 + 0.2 * Math.exp(-(Math.log(n / 900) ** 2) / 2),
  },
];

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** Right or wrong on each case by one training at a true score. */
function train(score: number, difficulty: readonly number[], random: Random): number[] {
  const here = Math.min(0.999, Math.max(0.001, score + trainingDeviation * normal(random)));
  const bar = normalQuantile(here);
  return difficulty.map((hard) =>
    Number(Math.sqrt(shared) * hard + Math.sqrt(1 - shared) * normal(random) < bar),
  );
}

interface Tally {
  tries: number;
  held: number;
  width: number;
}

function simulate(truth: (typeof truths)[number], fourSizes: readonly number[]) {
  const tallies = new Map([4, 8].map((factor) => [factor, { tries: 0, held: 0, width: 0 } as Tally]));
  const verdicts = { helps: 0, 'will not help': 0, 'cannot tell': 0 };
  for (let replicate = 0; replicate < replicates; replicate++) {
    const random = createRandom(`${truth.name} ${replicate}`);
    const difficulty = Array.from({ length: cases }, () => normal(random));
    const trained = (n: number) => ({
      n,
      outcomes: Array.from({ length: seeds }, () => train(truth.score(n), difficulty, random)),
    });
    const read = curveReadings(fourSizes.map(trained));
    if (read === undefined) throw new Error('no readings');
    const last = read.readings.at(-1) as CurveReading;
    for (const [factor, tally] of tallies) {
      const { outcomes } = trained(factor * largest);
      const seen = outcomes.flat().reduce((sum, right) => sum + right, 0) / (cases * seeds);
      const ahead = extrapolateCurve(read.readings, factor * largest, { standardError: last.standardError });
      if (ahead === undefined) throw new Error('no extrapolation');
      tally.tries++;
      tally.held += Number(seen >= ahead.interval.low && seen <= ahead.interval.high);
      tally.width += ahead.interval.high - ahead.interval.low;
    }
    const more = moreExamples(read.readings, gain);
    if (more) verdicts[more.verdict]++;
  }
  return { tallies, verdicts };
}

const percent = (share: number) => (share * 100).toFixed(1);

function row(truth: (typeof truths)[number]): string[] {
  const { tallies, verdicts } = simulate(truth, sizes);
  const brings = truth.score(8 * largest) - truth.score(largest);
  const wrong = brings >= gain ? verdicts['will not help'] : verdicts.helps;
  return [
    truth.name + (truth.inFamily ? '' : ' *'),
    ...[...tallies.values()].flatMap(({ held, tries, width }) => {
      const interval = wilson(held, tries);
      return [
        `${percent(held / tries)} (${percent(interval?.low ?? 0)}–${percent(interval?.high ?? 1)})`,
        percent(width / tries),
      ];
    }),
    `${percent(brings)}`,
    `${percent(verdicts.helps / replicates)} / ${percent(verdicts['will not help'] / replicates)} / ${percent(verdicts['cannot tell'] / replicates)}`,
    percent(wrong / replicates),
  ];
}

const head = [
  'true curve',
  'holds the reading at 4 ×, %',
  'width, points',
  'at 8 ×, %',
  'width, points',
  'true gain at 8 ×, points',
  'verdict on 2 points: helps / will not / cannot tell, %',
  'wrong verdict, %',
];
const markdown = `## Learning curves, extrapolated

\`node bench/learning-curve-coverage.ts ${replicates}\`: ${replicates} replicates for each true curve; readings at 12, 25, 50 and 100 % of ${largest} examples, ${seeds} seeds, ${cases}
cases that are the same at every size; 95 % intervals, those of the shares in brackets. What is to be held is a reading of ${seeds} seeds on the same cases. \`*\`: the family lacks the shape.

${table(head, truths.map(row))}
`;
process.stdout.write(markdown);
writeBenchmark('learning-curve', markdown);
