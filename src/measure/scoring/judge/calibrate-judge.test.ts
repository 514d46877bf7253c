import { describe, expect, it } from 'vitest';
import type { ScoreValue } from '../../../domain/score.ts';
import { calibrateJudge } from './calibrate-judge.ts';

const scored = (value: number): ScoreValue => ({ kind: 'scored', value });
const human = [5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 5, 4, 3, 2, 1, 5, 5, 1, 2, 3];
const judge = [5, 4, 4, 3, 3, 3, 2, 1, 1, 2, 5, 5, 3, 2, 1, 4, 5, 1, 3, 2];
const unit = (grade: number) => (grade - 1) / 4;
const pairs = human.map((grade, i) => ({ human: unit(grade), judge: scored(unit(judge[i] as number)) }));

describe('calibrateJudge', () => {
  it('agrees with scikit-learn: cohen_kappa_score(human, judge, weights="quadratic")', () => {
    const result = calibrateJudge(pairs, 5);
    expect(result.kappa).toBeCloseTo(0.902557856272838, 12);
    expect(result.agreement).toBeCloseTo(12 / 20, 12);
    expect(result.bias).toBeCloseTo((59 - 61) / 20 / 4, 12);
    expect(result.kappaInterval?.low).toBeLessThan(0.9);
  });

  it('warns in words of a judge that does not grade as people do', () => {
    const random = Array.from({ length: 80 }, (_, i) => ({ human: i % 2, judge: scored((i >> 1) % 2) }));
    const { kappa, warnings } = calibrateJudge(random, 2);
    expect(kappa).toBeCloseTo(0, 12);
    expect(warnings.join()).toMatch(/kappa -?0\.00 is below 0\.6/);
  });

  it('warns of a judge that always says the same: constant 1.0 agrees with nobody', () => {
    const kind = Array.from({ length: 80 }, (_, i) => ({ human: i % 2, judge: scored(1) }));
    const result = calibrateJudge(kind, 2);
    expect(result.kappa).toBeCloseTo(0, 12);
    expect(result.bias).toBeCloseTo(0.5, 12);
    expect(result.warnings.join()).toMatch(/below 0\.6/);
  });

  it('warns of few answers, of many that could not be graded, and of none', () => {
    expect(calibrateJudge(pairs, 5).warnings.join()).toMatch(/only 20 answers/);
    const silent = [
      ...pairs,
      ...pairs.map((p) => ({ ...p, judge: { kind: 'unscored', reason: 'r' } as const })),
    ];
    const result = calibrateJudge(silent, 5);
    expect(result).toMatchObject({ n: 20, unscored: 20 });
    expect(result.warnings.join()).toMatch(/could not grade 20 of 40/);
    expect(calibrateJudge([], 5)).toMatchObject({ n: 0, warnings: [expect.stringMatching(/no answer/)] });
  });

  it('has nothing to say against a judge that agrees often enough', () => {
    const good = Array.from({ length: 200 }, (_, i) => ({
      human: i % 2,
      judge: scored(i % 20 === 0 ? 1 : i % 2),
    }));
    expect(calibrateJudge(good, 2).warnings).toEqual([]);
  });
});
