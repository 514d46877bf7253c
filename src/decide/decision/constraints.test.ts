import { describe, expect, it } from 'vitest';
import { checkConstraints, isAdmissible } from './constraints.ts';
import { reading } from './testing/readings.ts';

describe('checkConstraints', () => {
  it('checks what is set, in figures', () => {
    const constraints = { minScore: 0.8, maxP95Ms: 2000, maxUsdPer1k: 1.5 };
    expect(checkConstraints(reading({ score: 0.8, p95Ms: 2000.2, usd: 0.000012345 }), constraints)).toEqual([
      { constraint: 'minScore', outcome: 'met', detail: 'score of 80 % is at or above the floor of 80 %' },
      { constraint: 'maxP95Ms', outcome: 'missed', detail: 'p95 of 2,000.2 ms is above 2,000 ms' },
      { constraint: 'maxUsdPer1k', outcome: 'met', detail: '$0.00001235 per 1,000 answers is within $1.5' },
    ]);
    expect(checkConstraints(reading({}), {})).toEqual([]);
  });

  it('calls unknown what is unknown, and admits only what is shown', () => {
    const constraints = { minScore: 0.8, maxP95Ms: 2000, maxUsdPer1k: 1.5 };
    expect(checkConstraints(reading({ timed: 99 }), constraints).map((c) => c.outcome)).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ]);
    expect(isAdmissible(reading({ score: 0.9, p95Ms: 1 }), constraints)).toBe(false);
    expect(isAdmissible(reading({ score: 0.9, p95Ms: 1, usd: 0 }), constraints)).toBe(true);
    expect(isAdmissible(reading({}), {})).toBe(true);
  });
});
