/** The sample's naive Bayes line. */
import { comparison, ids, reading, rung } from './sample-rung.ts';

export const bayes = rung({
  id: ids.bayes,
  name: 'naive Bayes on words',
  lever: 'naive-bayes',
  why: 'What word counts alone can do; no language model.',
  referenceLine: true,
  costBasis: 'local: busy seconds × $0.20 per hour ÷ 30 % utilisation',
  making: { costUsd: { value: 0.000004 }, seconds: 0.4 },
  constraintChecks: [
    { constraint: 'minScore', outcome: 'missed', detail: 'a score of 59.2 % is below 80 %' },
    { constraint: 'maxP95Ms', outcome: 'met', detail: 'p95 of 0.6 ms is below 1,500 ms' },
    { constraint: 'maxUsdPer1k', outcome: 'met', detail: '$0.000028 per 1k answers is below $1.00' },
  ],
  dev: reading({
    split: 'dev',
    cases: 120,
    score: { value: 71 / 120 },
    scoreInterval: { low: 0.502, high: 0.675 },
    usdPer1kAnswers: { value: 0.000028 },
    latency: {
      value: {
        n: 120,
        p50Ms: 0.2,
        p50IntervalMs: { low: 0.2, high: 0.2 },
        p95Ms: 0.6,
        p95IntervalMs: { low: 0.4, high: 1.1 },
        concurrency: 1,
        prefix: 'none',
      },
    },
    macroF1: 0.552,
  }),
  devComparison: comparison({
    against: ids.instruction,
    differencePoints: -2.5,
    intervalPoints: { low: -13.6, high: 8.7 },
    pValue: 0.77,
    won: 22,
    lost: 25,
    verdict: 'cannot tell',
    casesToTell: 640,
  }),
  stepComparison: comparison({
    against: ids.majority,
    differencePoints: 45,
    intervalPoints: { low: 33.5, high: 54.7 },
    pValue: 3.1e-12,
    won: 60,
    lost: 6,
    verdict: 'better',
  }),
});
