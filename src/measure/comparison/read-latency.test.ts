import { describe, expect, it } from 'vitest';
import { readLatency } from './read-latency.ts';
import { outcome } from './testing/outcomes.ts';

const settings = { confidence: 0.95, prefixState: 'shared prefix warm' };
const timed = (n: number, concurrency = 1, offset = 0) =>
  Array.from({ length: n }, (_, i) => outcome(`c${offset + i}`, { latencyMs: offset + i + 1, concurrency }));

describe('readLatency', () => {
  it('reads p50 and p95 with the ranks of their intervals', () => {
    // SciPy 1.17.1: the last rank with binom.cdf(rank − 1, 200, p) ≤ 0.025 and the first with ≥ 0.975.
    expect(readLatency(timed(200), settings)).toEqual({
      value: {
        n: 200,
        p50Ms: 100,
        p50IntervalMs: { low: 86, high: 115 },
        p95Ms: 190,
        p95IntervalMs: { low: 184, high: 197 },
        concurrency: 1,
        prefix: 'shared prefix warm',
      },
    });
  });

  it('says nothing of a p95 on fewer than 100 answers, and of an interval where there is none', () => {
    const few = readLatency(timed(99), settings);
    expect('value' in few && few.value).not.toHaveProperty('p95Ms');
    expect('value' in readLatency(timed(100), settings) && readLatency(timed(100), settings)).toHaveProperty(
      'value.p95Ms',
      95,
    );
    const three = readLatency(timed(3), settings);
    expect(three).toHaveProperty('value.p50Ms', 2);
    expect('value' in three && three.value).not.toHaveProperty('p50IntervalMs');
  });

  it('does not mix loads: the most frequent counts, the lower of two', () => {
    expect(readLatency([...timed(10, 8), ...timed(11, 2, 1000)], settings)).toMatchObject({
      value: { n: 11, concurrency: 2, p50Ms: 1006 },
    });
    expect(readLatency([...timed(10, 8), ...timed(10, 2, 1000)], settings)).toMatchObject({
      value: { concurrency: 2 },
    });
  });

  it('leaves out failures and what was not timed', () => {
    const outcomes = [...timed(5), outcome('f', { failed: true, latencyMs: 9999 }), outcome('u')];
    expect(readLatency(outcomes, settings)).toMatchObject({ value: { n: 5, p50Ms: 3 } });
    expect(readLatency([outcome('u')], settings)).toEqual({ unknown: 'no answer was timed' });
  });
});
