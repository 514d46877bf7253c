import { describe, expect, it } from 'vitest';
import type { Outcome } from './outcome.ts';
import { readOutcomes } from './read-outcomes.ts';
import { outcome, outcomesOf } from './testing/outcomes.ts';

const context = {
  split: 'dev',
  binary: true,
  margin: 0.05,
  confidence: 0.95,
  seed: 'test',
  prefixState: 'no prompt',
} as const;
const read = (outcomes: readonly Outcome[], changed: object = {}) =>
  readOutcomes(outcomes, { ...context, ...changed });

describe('readOutcomes', () => {
  it('counts scored, unscored, failed and abstained cases beside the mean', () => {
    const reading = read([
      ...outcomesOf([1, 1, 1, 0]),
      outcome('wrong for good', { failed: true, score: 0 }),
      outcome('to be tried again', { failed: true }),
      outcome('abstained', { abstained: true, score: 0 }),
      outcome('no judge', {}),
    ]);
    expect(reading).toMatchObject({
      split: 'dev',
      cases: 8,
      scored: 6,
      unscored: 2,
      failed: 2,
      abstained: 1,
    });
    expect(reading.score).toEqual({ value: 0.5 });
    // Wilson, 3 of 6: statsmodels proportion_confint(3, 6, method='wilson').
    expect(reading.scoreInterval?.low).toBeCloseTo(0.187616, 6);
    expect(reading.scoreInterval?.high).toBeCloseTo(0.812384, 6);
    expect(reading.scoreIntervalMethod).toBe('Wilson');
  });

  it('says why a figure is unknown, and for how many answers', () => {
    const some = read(
      outcomesOf([1, 1, 1], (i) => (i === 0 ? {} : { costUsd: 0.01, inputTokens: 10 * i, outputTokens: 2 })),
    );
    expect(some.usdPer1kAnswers).toEqual({ unknown: 'the price of a call is unknown (1 of 3 answers)' });
    expect(some.promptTokensMean).toEqual({ unknown: 'no token counts (1 of 3 answers)' });
    const none = read([outcome('c', { failed: true, score: 0, costUsd: 1 })]);
    expect(none.usdPer1kAnswers).toEqual({ unknown: 'nothing was answered' });
    expect(none.latency).toEqual({ unknown: 'no answer was timed' });
    expect(read([outcome('c')]).score).toEqual({ unknown: 'no case could be scored' });
    expect(read([]).score).toEqual({ unknown: 'no case could be scored' });
  });

  it('averages F1 over the labels of the contract: an answer that is none of them is no class', () => {
    const given = ['a', 'a', 'b', 'I am not sure'];
    const outcomes = ['a', 'a', 'b', 'b'].map((expectedLabel, i) =>
      outcome(`c${i}`, { score: Number(given[i] === expectedLabel), expectedLabel, gotLabel: given[i] }),
    );
    const reading = read(outcomes, { labels: ['a', 'b'] });
    // a: 1; b: 2 · 1 / (2 + 1). scikit-learn f1_score(…, labels=['a', 'b'], average='macro') gives 0.8333.
    expect(reading.macroF1).toBeCloseTo(5 / 6, 12);
    expect(reading.classes.map(({ label }) => label)).toEqual(['a', 'b']);
    expect(reading.confusions).toEqual([{ expected: 'b', got: '(no label)', count: 1 }]);
  });

  it('gives means per answer; what failed for good is paid for by the answers', () => {
    const outcomes = [
      ...outcomesOf([1, 0], () => ({
        costUsd: 0.01,
        inputTokens: 30,
        cachedInputTokens: 20,
        outputTokens: 4,
      })),
      outcome('failed', { failed: true, score: 0, costUsd: 0.02 }),
      outcome('to be tried again', { failed: true, costUsd: 5 }),
    ];
    expect(read(outcomes)).toMatchObject({
      promptTokensMean: { value: 30 },
      cachedPromptTokensMean: { value: 20 },
      outputTokensMean: { value: 4 },
    });
    const { usdPer1kAnswers } = read(outcomes);
    expect('value' in usdPer1kAnswers && usdPer1kAnswers.value).toBeCloseTo(20, 9);
    expect(read([...outcomes, outcome('f', { failed: true, score: 0 })]).usdPer1kAnswers).toEqual({
      unknown: 'the price of a call is unknown (1 of 4 answers)',
    });
  });

  it('knows that nothing was paid', () => {
    expect(read(outcomesOf([1, 0], () => ({ costUsd: 0 }))).usdPer1kAnswers).toEqual({ value: 0 });
  });

  it('reads classes over the scored cases alone', () => {
    const labelled = (id: string, expectedLabel: string, gotLabel?: string) =>
      outcome(id, {
        expectedLabel,
        ...(gotLabel && { gotLabel }),
        score: Number(expectedLabel === gotLabel),
      });
    const reading = read([
      labelled('1', 'a', 'a'),
      labelled('2', 'a', 'b'),
      labelled('3', 'b', 'b'),
      { ...labelled('4', 'b'), failed: true },
      outcome('5', { expectedLabel: 'b', failed: true }),
    ]);
    expect(reading.classes.map(({ label, support, recall }) => [label, support, recall])).toEqual([
      ['a', 2, 0.5],
      ['b', 2, 0.5],
    ]);
    expect(reading.confusions).toContainEqual({ expected: 'a', got: 'b', count: 1 });
    expect(read(outcomesOf([1])).classes).toEqual([]);
  });

  it('averages the other scorers where they could score', () => {
    const reading = read(
      outcomesOf([1, 1, 1], (i) => ({ otherScores: { f1: i === 0 ? undefined : i / 4, judge: undefined } })),
    );
    expect(reading.otherScores).toEqual([
      { scorer: 'f1', mean: { value: 0.375 }, scored: 2 },
      { scorer: 'judge', mean: { unknown: 'no case could be scored' }, scored: 0 },
    ]);
  });

  it('bootstraps scores between 0 and 1, and clusters grouped cases', () => {
    const scores = Array.from({ length: 60 }, (_, i) => (i % 7) / 6);
    const alone = read(outcomesOf(scores), { binary: false });
    expect(alone.scoreIntervalMethod).toBe('BCa bootstrap');
    const grouped = read(outcomesOf(scores.map(Math.round), (i) => ({ group: `g${i % 7}` })));
    expect(grouped.scoreIntervalMethod).toBe('Wilson, clustered by group');
    const same = read(outcomesOf(Array(300).fill(1)), { binary: false });
    expect(same.scoreIntervalMethod).toBe('rule of three');
    // 0.025^(1/300)
    expect(same.scoreInterval?.low).toBeCloseTo(0.98778, 5);
  });

  it('measures calibration from 50 stated probabilities on', () => {
    const stated = (n: number) =>
      outcomesOf(
        Array.from({ length: n }, (_, i) => Number(i % 2)),
        () => ({ confidence: 0.9 }),
      );
    expect(read(stated(49))).not.toHaveProperty('calibrationError');
    expect(read(stated(50)).calibrationError).toBeCloseTo(0.4, 12);
  });
});
