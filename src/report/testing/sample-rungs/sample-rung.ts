/** What the readings, comparisons and rungs of the sample ladder have in common. Knows no figure of a rung. */
import type { Comparison, Reading, Rung } from '../../../domain/ladder.ts';

export const hash = (digit: string) => digit.repeat(64);
const id = (digit: string) => digit.repeat(12);
export const free = { value: 0 } as const;
const paired = 'Newcombe paired, exact McNemar';

export const ids = {
  majority: id('a'),
  bayes: id('b'),
  instruction: id('c'),
  retrieved: id('d'),
  hosted: id('e'),
  classifier: id('f'),
};

/** What every reading of the sample has in common; figures that matter are given by the rung. */
export function reading(figures: Partial<Reading> & Pick<Reading, 'split' | 'cases' | 'score'>): Reading {
  return {
    scored: figures.cases,
    unscored: 0,
    failed: 0,
    abstained: 0,
    scoreIntervalMethod: 'Wilson',
    otherScores: [],
    usdPer1kAnswers: free,
    promptTokensMean: free,
    cachedPromptTokensMean: free,
    outputTokensMean: free,
    latency: { unknown: 'a constant answer has no latency worth measuring' },
    classes: [],
    confusions: [],
    slices: [],
    ...figures,
  };
}

export function comparison(
  figures: Omit<Comparison, 'method' | 'pairs'> & Partial<Pick<Comparison, 'pairs'>>,
): Comparison {
  return { pairs: 120, method: paired, ...figures };
}

export function rung(
  figures: Omit<
    Rung,
    | 'stackHash'
    | 'stack'
    | 'referenceLine'
    | 'making'
    | 'constraintChecks'
    | 'flips'
    | 'flipsLeftOut'
    | 'warnings'
  > &
    Partial<Rung>,
): Rung {
  return {
    stackHash: hash(figures.id.slice(0, 1)),
    stack: { answerer: { kind: 'constant', output: 'accounts' }, contract: { kind: 'text' } },
    referenceLine: false,
    making: { costUsd: free, seconds: 0.2 },
    constraintChecks: [],
    flips: [],
    flipsLeftOut: 0,
    warnings: [],
    ...figures,
  };
}
