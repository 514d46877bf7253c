import { describe, expect, it } from 'vitest';
import { inputHash } from '../../domain/case.ts';
import { outcomesOf } from '../../measure/comparison/testing/outcomes.ts';
import { attemptScorer } from '../../measure/scoring/score-attempt.ts';
import { openScorer } from '../../measure/scoring/scorer-registry.ts';
import { openStack } from '../../stacks/open-stack.ts';
import { stackParts } from '../../stacks/testing/stack-parts.ts';
import { measuringParts } from '../testing/measuring-parts.ts';
import { measureGap } from './measure-gap.ts';

const settings = { binary: true, margin: 0.05, confidence: 0.95, seed: 'test' };
const ids = Array.from({ length: 1000 }, (_, i) => `t${i}`);

/** Of 1,000 train cases the answer `a` is right for those up to t899. */
async function setUp() {
  const parts = measuringParts(stackParts());
  const asked: string[] = [];
  async function* cases() {
    for (const [ordinal, id] of ids.entries()) {
      const expected = { kind: 'text' as const, text: ordinal < 900 ? 'a' : 'b' };
      yield { id, input: id, inputHash: inputHash(id), expected, tags: [], split: 'train' as const, ordinal };
    }
  }
  const counts = { train: ids.length, dev: 0, sealed: 0 };
  await parts.caseSets.import('set', cases(), () => ({ hash: 'set', sources: [], counts }));
  const stack = await openStack(
    { answerer: { kind: 'constant', output: 'a' }, contract: { kind: 'text' } },
    parts.stackParts,
  );
  const score = attemptScorer([openScorer({ kind: 'exact-match' })], { signal: parts.interruption.soft });
  const answer: typeof stack.answer = (input, context) => {
    asked.push(String(input));
    return stack.answer(input, context);
  };
  return { asked, stack: { ...stack, answer }, parts: { ...parts, caseSetHash: 'set', score } };
}

describe('the gap of a stack', () => {
  it('is read on 200 of the cases it was trained on, and on none that was held out', async () => {
    const { asked, stack, parts } = await setUp();
    const dev = outcomesOf(Array.from({ length: 200 }, (_, i) => Number(i < 120)));
    const gap = await measureGap(stack, ids.slice(0, 900), dev, parts, settings);
    expect(gap).toMatchObject({
      trainCases: 200,
      trainScore: 1,
      devCases: 200,
      devScore: 0.6,
      verdict: 'overfits',
    });
    expect(asked).toHaveLength(200);
    // Drawn, not the first ones.
    expect(asked.some((id) => Number(id.slice(1)) > 600)).toBe(true);
    expect(asked.every((id) => Number(id.slice(1)) < 900)).toBe(true);
  });
});
