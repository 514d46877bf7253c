import { describe, expect, it } from 'vitest';
import type { Answer } from '../../domain/answer.ts';
import type { Attempt } from '../../domain/attempt.ts';
import type { Case } from '../../domain/case.ts';
import type { Score, ScoreValue } from '../../domain/score.ts';
import { outcomeOf } from './outcome-of.ts';

const one: Case = {
  id: 'c1',
  input: 'Hi',
  tags: ['long'],
  group: 'g',
  expected: { kind: 'label', label: 'billing' },
};

function attempt(outcome: Attempt['outcome']): Attempt {
  return {
    key: 'k',
    inputHash: 'i',
    stackHash: 's',
    repeat: 0,
    concurrency: 3,
    startedAt: new Date(0),
    outcome,
  };
}
const answered = (answer: Partial<Answer>) =>
  attempt({ kind: 'answered', answer: { finish: 'stop', callIds: [], ...answer } });
const failed = (retryable: boolean, costUsd?: number) =>
  attempt({
    kind: 'failed',
    failure: { code: 'X', message: 'x', retryable },
    callIds: [],
    ...(costUsd !== undefined && { costUsd }),
  });
const score = (scorer: string, value: ScoreValue): Score => ({
  attemptKey: 'k',
  caseId: 'c1',
  scorer,
  value,
});
const scored = (value: number): ScoreValue => ({ kind: 'scored', value });
const unscored: ScoreValue = { kind: 'unscored', reason: 'no' };
const base = { caseId: 'c1', tags: ['long'], group: 'g', expectedLabel: 'billing', concurrency: 3 };

describe('outcomeOf', () => {
  it('takes the first score as the primary one and leaves the unknown out', () => {
    const usage = { inputTokens: 10, cachedInputTokens: 4 };
    const answer = {
      output: 'billing',
      usage,
      latencyMs: 12,
      labelProbabilities: { billing: 0.7, other: 0.3 },
    };
    expect(
      outcomeOf(one, answered(answer), [
        score('label', scored(1)),
        score('f1', scored(0.5)),
        score('j', unscored),
      ]),
    ).toEqual({
      ...base,
      failed: false,
      abstained: false,
      score: 1,
      gotLabel: 'billing',
      confidence: 0.7,
      latencyMs: 12,
      inputTokens: 10,
      cachedInputTokens: 4,
      otherScores: { f1: 0.5, j: undefined },
    });
  });

  it('keeps what scorers were to notice, and the score of an abstention that was judged as one', () => {
    const detection = { expected: true, found: true };
    const abstention = score('abstention', { kind: 'scored', value: 1, detection });
    const outcome = outcomeOf(one, answered({ abstained: { reason: 'unsure' } }), [
      abstention,
      score('j', unscored),
    ]);
    expect(outcome).toMatchObject({ score: 1, abstained: true, detections: { abstention: detection } });
    expect(outcomeOf(one, answered({}), [score('j', scored(1))]).detections).toBeUndefined();
  });

  it('has no score where it could not be scored', () => {
    expect(outcomeOf(one, answered({ output: 'x' }), [score('label', unscored)]).score).toBeUndefined();
    expect(outcomeOf(one, answered({ output: 'x' }), []).score).toBeUndefined();
  });

  it('counts a failure for good as wrong, at what it cost, and one to be tried again as unscored', () => {
    const others = [score('label', unscored), score('f1', unscored)];
    const wrong = { ...base, failed: true, abstained: false, score: 0, otherScores: { f1: undefined } };
    expect(outcomeOf(one, failed(false, 0.5), others)).toEqual({ ...wrong, costUsd: 0.5 });
    const { score: _, ...open } = wrong;
    expect(outcomeOf(one, failed(true), others)).toEqual(open);
  });

  it('counts an abstention as wrong but not as failed', () => {
    const answer = { abstained: { reason: 'unsure' }, costUsd: 0.1, labelProbabilities: { billing: 0.4 } };
    expect(outcomeOf(one, answered(answer), [score('label', scored(0))])).toEqual({
      ...base,
      failed: false,
      abstained: true,
      score: 0,
      costUsd: 0.1,
      otherScores: {},
    });
  });
});
