import { expect, test } from 'vitest';
import type { StackSpec } from '../../domain/stack.ts';
import type { Outcome } from '../../measure/comparison/outcome.ts';
import { openScorer } from '../../measure/scoring/scorer-registry.ts';
import { calibrateJudges } from './calibrate-judges.ts';
import type { MeasuredRung } from './measured-rung.ts';

const judge = openScorer({
  kind: 'judge',
  name: 'helpful',
  settings: { model: { id: 'm' }, rubric: 'Is it right?', scale: { min: 0, max: 1 } },
});
const exact = openScorer({ kind: 'exact-match' });

function outcome(human: number | undefined, graded: number | undefined, n: number): Outcome {
  return {
    caseId: `c${n}`,
    tags: [],
    score: 1,
    failed: false,
    abstained: false,
    otherScores: { helpful: graded },
    concurrency: 1,
    ...(human !== undefined && { humanScore: human }),
  };
}

function rung(answerer: StackSpec['answerer'], dev: readonly Outcome[]): MeasuredRung {
  const spec: StackSpec = { answerer, contract: { kind: 'text' } };
  return {
    id: `rung ${answerer.kind}`,
    lever: 'external',
    candidate: { name: 'today', stack: spec, why: '', referenceLine: false },
    stack: { spec, hash: 'h', prefixState: 'no prompt' },
    making: { costUsd: 0, seconds: 0 },
    dev,
  };
}

// 20 both good, 5 human good and judge bad, 10 human bad and judge good, 15 both bad: kappa 0.4 (Cohen 1960 by hand:
// observed 0.7, by chance 0.5 × 0.6 + 0.5 × 0.4 = 0.5).
const table = [
  [20, 1, 1],
  [5, 1, 0],
  [10, 0, 1],
  [15, 0, 0],
] as const;
const graded = table
  .flatMap(([times, human, grade]) => Array.from({ length: times }, () => [human, grade] as const))
  .map(([human, grade], n) => outcome(human, grade, n));
const recorded = { kind: 'recorded', answers: 'hash' } as unknown as StackSpec['answerer'];
const constant = { kind: 'constant', output: '' } as const;

test("a judge's grades are compared with people's grades of the recorded answers", () => {
  const [found, ...rest] = calibrateJudges(
    [exact, judge],
    [
      rung(constant, [outcome(1, 0, 0)]),
      rung(recorded, [...graded, outcome(undefined, 0, 98), outcome(1, undefined, 99)]),
    ],
  );
  expect(rest).toEqual([]);
  expect(found).toMatchObject({ scorer: 'helpful', rungId: 'rung recorded', n: 50, unscored: 1 });
  expect(found?.agreement).toBeCloseTo(0.7, 12);
  expect(found?.kappa).toBeCloseTo(0.4, 12);
  expect(found?.bias).toBeCloseTo(0.1, 12);
  expect(found?.warnings.join()).toContain('does not grade as people do');
});

test('a judge that was never compared with people is said to be unknown', () => {
  const [found] = calibrateJudges([exact, judge], [rung(constant, [outcome(1, 0, 0)])]);
  expect(found).toMatchObject({ n: 0, warnings: [expect.stringContaining('nothing is known of the judge')] });
  expect(found?.rungId).toBeUndefined();
  expect(calibrateJudges([exact], [])).toEqual([]);
});
