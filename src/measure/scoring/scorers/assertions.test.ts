import { describe, expect, it } from 'vitest';
import type { Assertion } from '../../../domain/case.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { fakeModels } from '../testing/fake-models.ts';
import { scoreAnswer } from '../testing/score-output.ts';

const model = { id: 'm' };

async function check(output: string, assertions: readonly Assertion[], settings: JsonObject = {}) {
  const { context } = fakeModels(() => ({ text: '{"reason": "r", "grade": 1}' }));
  const answer = { output, latencyMs: 100, costUsd: 0.002 };
  const value = await scoreAnswer({ kind: 'assertions', settings }, answer, { assertions }, context);
  return value.kind === 'scored' ? value.value : value.reason;
}

describe('assertions', () => {
  it('is the mean by weight', async () => {
    const assertions = [
      { scorer: 'contains', value: 'yes', weight: 3 },
      { scorer: 'contains', value: 'no' },
    ];
    expect(await check('yes', assertions)).toBe(0.75);
    expect(await check('no', assertions)).toBe(0.25);
  });

  it('is right or wrong where every one must hold, weights aside but for those of 0', async () => {
    const every = { every: true };
    const assertions = [
      { scorer: 'contains', value: 'yes', weight: 9 },
      { scorer: 'contains', value: 'no' },
    ];
    expect(await check('yes', assertions, every)).toBe(0);
    expect(await check('yes, no', assertions, every)).toBe(1);
    expect(
      await check('yes', [assertions[0] as Assertion, { scorer: 'contains', value: 'no', weight: 0 }], every),
    ).toBe(1);
    expect(await check('yes', [...assertions, { scorer: 'nonsense' }], every)).toContain(
      'no scorer of this name',
    );
  });

  it('negates, also a graded value, and applies thresholds', async () => {
    expect(await check('yes', [{ scorer: 'contains', value: 'yes', negated: true }])).toBe(0);
    const f1: Assertion = { scorer: 'token-f1', value: 'one two three four' };
    expect(await check('one two', [f1])).toBeCloseTo(2 / 3, 12);
    expect(await check('one two', [{ ...f1, negated: true }])).toBeCloseTo(1 / 3, 12);
    expect(await check('one two', [{ ...f1, threshold: 0.66 }])).toBe(1);
    expect(await check('one two', [{ ...f1, threshold: 0.67 }])).toBe(0);
    expect(await check('one two', [{ ...f1, threshold: 0.67, negated: true }])).toBe(1);
  });

  it.each<[string, Assertion, string, string]>([
    ['equals', { scorer: 'equals', value: 'Yes' }, 'Yes', 'yes'],
    ['equals a number', { scorer: 'equals', value: 7 }, '7', '8'],
    ['equals an object', { scorer: 'equals', value: { a: 1, b: 2 } }, '{"b":2,"a":1}', '{"a":1}'],
    ['icontains', { scorer: 'icontains', value: 'YES' }, 'oh yes', 'no'],
    ['icontains-any', { scorer: 'icontains-any', value: ['YES', 'ok'] }, 'Ok', 'no'],
    ['icontains-all', { scorer: 'icontains-all', value: ['YES', 'ok'] }, 'yes ok', 'yes'],
    ['starts-with', { scorer: 'starts-with', value: 'Yes' }, 'Yes!', 'Oh Yes'],
    ['regex', { scorer: 'regex', value: '^\\d+$' }, '12', '12a'],
    ['is-json', { scorer: 'is-json' }, '{"a":1}', 'so: {"a":1}'],
    ['is-json with a schema', { scorer: 'is-json', value: { required: ['a'] } }, '{"a":1}', '{"b":1}'],
    ['contains-json', { scorer: 'contains-json' }, 'so: {"a":1}', 'so: a'],
    ['levenshtein', { scorer: 'levenshtein', value: 'kitten', threshold: 3 }, 'sitting', 'mitigating'],
    ['rouge-n', { scorer: 'rouge-n', value: 'one two three four' }, 'one two three', 'one two'],
    ['numeric', { scorer: 'numeric', value: 5 }, 'about 5', 'about 6'],
  ])("reads promptfoo's %s", async (_, assertion, right, wrong) => {
    expect(await check(right, [assertion])).toBe(1);
    expect(await check(wrong, [assertion])).toBe(0);
  });

  it('reads cost and latency limits', async () => {
    expect(await check('x', [{ scorer: 'latency', threshold: 100 }])).toBe(1);
    expect(await check('x', [{ scorer: 'latency', threshold: 99 }])).toBe(0);
    expect(await check('x', [{ scorer: 'cost', threshold: 0.001 }])).toBe(0);
    expect(await check('x', [{ scorer: 'latency' }])).toMatch(/latency.*maxMs/);
  });

  it('asks the models that the settings name', async () => {
    const rubric: Assertion = { scorer: 'llm-rubric', value: 'Is polite.' };
    expect(await check('thank you', [rubric], { judge: model })).toBe(1);
    expect(await check('thank you', [rubric])).toMatch(/llm-rubric: it asks a model.*`judge`/);
    const similar: Assertion = { scorer: 'similar', value: 'thank you so much' };
    expect(await check('so much thank you', [similar], { embedding: model })).toBe(1);
    expect(await check('go away', [similar], { embedding: model })).toBe(0);
    const facts: Assertion = { scorer: 'factuality', value: 'Five days.' };
    expect(await check('It is five days.', [facts], { judge: model })).toBe(1);
  });

  it.each<[string, Assertion, RegExp]>([
    ['an unknown scorer', { scorer: 'perplexity' }, /perplexity: there is no scorer/],
    ['an inherited name', { scorer: 'constructor' }, /constructor: there is no scorer/],
    ['itself', { scorer: 'assertions' }, /assertions: there is no scorer/],
    ['a pattern it cannot run', { scorer: 'regex', value: '(?=a)' }, /regex: SCORER_SETTINGS/],
    ['a missing value', { scorer: 'contains' }, /contains: the value/],
    ['a strange value', { scorer: 'not-contains', value: { a: 1 } }, /not-contains/],
    ['a negative weight', { scorer: 'contains', value: 'a', weight: -1 }, /weight/],
    ['only weight 0', { scorer: 'contains', value: 'a', weight: 0 }, /weights are 0/],
  ])('leaves the whole case unscored for %s', async (_, assertion, reason) => {
    expect(await check('a', [assertion])).toMatch(reason);
    if (assertion.weight !== 0)
      expect(await check('a', [{ scorer: 'contains', value: 'a' }, assertion])).toMatch(reason);
  });

  it('a case without assertions is unscored', async () => {
    expect(await check('a', [])).toMatch(/no assertions/);
  });
});
