import { expect, test } from 'vitest';
import { readGuardrails } from './read-guardrails.ts';
import { outcome } from './testing/outcomes.ts';

test('counts each outcome, among the answers that have one', () => {
  const outcomes = (['passed', 'flagged', 'abstained', undefined, 'passed', 'retried'] as const).map(
    (groundedness) => outcome('c', { groundedness }),
  );
  expect(readGuardrails(outcomes)).toEqual({
    groundedness: { answers: 5, passed: 2, flagged: 1, retried: 1, abstained: 1 },
  });
  expect(readGuardrails([outcome('a'), outcome('b', { failed: true })])).toBeUndefined();
});
