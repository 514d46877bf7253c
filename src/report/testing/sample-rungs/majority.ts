/** The sample's majority line. */
import { comparison, ids, reading, rung } from './sample-rung.ts';

export const majority = rung({
  id: ids.majority,
  name: 'majority class',
  lever: 'majority',
  why: 'What answering every ticket with the most frequent queue would score.',
  referenceLine: true,
  costBasis: 'no model is called',
  constraintChecks: [
    { constraint: 'minScore', outcome: 'missed', detail: 'a score of 14.2 % is below 80 %' },
    { constraint: 'maxP95Ms', outcome: 'met', detail: 'a constant answer has no latency' },
    { constraint: 'maxUsdPer1k', outcome: 'met', detail: '$0 per 1k answers is below $1.00' },
  ],
  dev: reading({
    split: 'dev',
    cases: 120,
    score: { value: 17 / 120 },
    scoreInterval: { low: 0.09, high: 0.215 },
  }),
  devComparison: comparison({
    against: ids.instruction,
    differencePoints: -47.5,
    intervalPoints: { low: -57.5, high: -35.5 },
    pValue: 1.4e-12,
    won: 8,
    lost: 65,
    verdict: 'worse',
  }),
});
