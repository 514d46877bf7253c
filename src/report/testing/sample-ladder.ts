/**
 * An authored ladder of six rungs for tests and for looking at the reports: known and unknown prices, a broken slice behind a good mean,
 * hostile texts among the outputs. The figures were chosen to agree with each other (Wilson and Newcombe intervals of the stated
 * counts); nothing here was measured.
 */
import type { Ladder, Rung } from '../../domain/ladder.ts';
import { classifier } from './sample-rungs/classifier.ts';
import { hosted } from './sample-rungs/hosted.ts';
import { instruction } from './sample-rungs/instruction.ts';
import { majority } from './sample-rungs/majority.ts';
import { bayes } from './sample-rungs/naive-bayes.ts';
import { retrieved } from './sample-rungs/retrieved.ts';
import { hash, ids } from './sample-rungs/sample-rung.ts';

const sealedHash = hash('5');

/** A complete climb: the classifier is shown to be no worse than the best and costs a hundredth. */
export const sampleLadder: Ladder = {
  schemaVersion: 1,
  id: 'climb-20260914-0931',
  task: 'Route support tickets of Brackwater',
  createdAt: '2026-09-14T09:31:07Z',
  fulcrumVersion: '0.1.0',
  status: 'complete',
  machine: {
    cpu: 'Intel Xeon Platinum 8481C',
    cores: 2,
    memoryGb: 24,
    node: 'v24.21.0',
    platform: 'linux x64',
    loadAverage: 0.31,
  },
  caseSet: {
    hash: hash('1'),
    sources: ['examples/triage/tickets.csv'],
    train: 640,
    dev: 120,
    sealed: 360,
    sealedHash,
  },
  scorer: { name: 'label accuracy', binary: true },
  marginPoints: 5,
  confidence: 0.95,
  seed: 'climb-20260914',
  constraints: { minScore: 0.8, maxP95Ms: 1500, maxUsdPer1k: 1 },
  referenceRungId: ids.instruction,
  rungs: [majority, bayes, instruction, retrieved, hosted, classifier],
  leftOut: [
    {
      name: 'step by step, 1.7B',
      lever: 'reasoning',
      reason: 'left out after 20 cases: every answer was cut off by the output limit',
    },
  ],
  decision: {
    kind: 'ship',
    rungId: ids.classifier,
    headline:
      'Ship “embedding + logistic regression”: on 360 sealed cases it is no worse than the best, at a hundredth of the price.',
    reasons: [
      'It scores 84.2 % (80.0–87.6) on the sealed set; the best, “retrieved examples (8), 1.7B”, scores 85.0 % (80.9–88.3).',
      'Paired by case the difference is −0.8 points (−4.3 to +2.6). The whole interval lies above the margin of −5 points.',
      'It costs $0.0021 per 1k answers against $0.31, and answers 95 % of requests within 19 ms against 2,290 ms.',
      'It meets all three constraints. The best misses one: p95 of 2,310 ms is above 1,500 ms.',
    ],
    wouldSettle: [
      'Whether “instruction, hosted model” belongs among the finalists: give the price of acme/large under `prices` in the config.',
    ],
    basis: 'sealed',
  },
  spending: {
    settledUsd: 0.4213,
    reservedUsd: 0,
    budgetUsd: 2,
    settledCalls: 1563,
    unknownCalls: 1,
    failedCalls: 4,
    inputTokens: 1_048_223,
    outputTokens: 3_611,
    callsWithoutCost: 120,
  },
  sealedLog: [
    {
      at: '2026-09-14T09:29:40Z',
      rung: instruction.name,
      stackHash: instruction.stackHash,
      sealedHash,
      kind: 'confirmatory',
    },
    {
      at: '2026-09-14T09:29:40Z',
      rung: retrieved.name,
      stackHash: retrieved.stackHash,
      sealedHash,
      kind: 'confirmatory',
    },
    {
      at: '2026-09-14T09:29:40Z',
      rung: classifier.name,
      stackHash: classifier.stackHash,
      sealedHash,
      kind: 'confirmatory',
    },
  ],
  judges: [
    {
      scorer: 'helpfulness',
      rungId: instruction.id,
      n: 58,
      unscored: 2,
      agreement: 0.776,
      agreementInterval: { low: 0.654, high: 0.864 },
      kappa: 0.71,
      kappaInterval: { low: 0.55, high: 0.84 },
      bias: 0.034,
      warnings: [],
    },
  ],
  warnings: [
    'The mean of “instruction, hosted model” hides a broken slice: language: Danish is 21.4 points worse than the reference.',
  ],
};

/** The same climb stopped before the sealed set: no finalist, no decision. */
export const interruptedLadder: Ladder = {
  ...sampleLadder,
  id: 'climb-20260914-0902',
  status: 'interrupted',
  rungs: [majority, bayes, without(instruction)],
  sealedLog: [],
  decision: {
    kind: 'undecided',
    headline: 'Undecided: the climb was interrupted after 3 of 7 rungs.',
    reasons: ['No finalist was read on the sealed set.'],
    wouldSettle: ['Finish the climb.'],
    basis: 'dev',
  },
  warnings: [],
  spending: {
    ...sampleLadder.spending,
    settledUsd: 0.0093,
    reservedUsd: 0.0002,
    settledCalls: 121,
    inputTokens: 49_890,
    outputTokens: 254,
    callsWithoutCost: 0,
  },
};

function without({ sealed: _sealed, sealedAgainstBest: _against, ...rest }: Rung): Rung {
  return rest;
}
