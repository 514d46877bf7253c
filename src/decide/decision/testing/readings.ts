/** Readings and comparisons for tests: only what a decision looks at. */
import type { Comparison, Reading, Verdict } from '../../../domain/ladder.ts';

/** `usd` per 1,000 answers and `p95Ms` are unknown where absent. */
export function reading(given: {
  readonly score?: number;
  readonly usd?: number;
  readonly p95Ms?: number;
  readonly timed?: number;
}): Reading {
  const { score, usd, p95Ms, timed = 350 } = given;
  const unknown = { unknown: 'no token counts' };
  return {
    split: 'sealed',
    cases: 350,
    scored: 350,
    unscored: 0,
    failed: 0,
    abstained: 0,
    score: score === undefined ? { unknown: 'no case could be scored' } : { value: score },
    otherScores: [],
    usdPer1kAnswers: usd === undefined ? { unknown: 'the price of a call is unknown' } : { value: usd },
    promptTokensMean: unknown,
    cachedPromptTokensMean: unknown,
    outputTokensMean: unknown,
    latency: {
      value: {
        n: timed,
        p50Ms: 10,
        concurrency: 1,
        prefix: 'no prompt',
        ...(p95Ms !== undefined && { p95Ms }),
      },
    },
    classes: [],
    confusions: [],
    slices: [],
  };
}

const differences: Readonly<Record<Verdict, readonly [number, number, number]>> = {
  better: [8, 3.1, 12.9],
  'no worse': [-0.5, -3.25, 2.5],
  worse: [-12, -17, -7],
  'cannot tell': [-4, -9, 1],
};

export function comparison(verdict: Verdict, casesToTell?: number): Comparison {
  const [differencePoints, low, high] = differences[verdict];
  return {
    against: 'x',
    pairs: 350,
    differencePoints,
    intervalPoints: { low, high },
    won: 1,
    lost: 1,
    verdict,
    method: 'test',
    ...(casesToTell !== undefined && { casesToTell }),
  };
}
