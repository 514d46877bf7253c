import { describe, expect, it } from 'vitest';
import { type CustomScore, type CustomScorerArguments, customScorer } from './custom-scorer.ts';

const subject = {
  case: {
    id: 'c',
    input: 'question',
    tags: [],
    expected: { kind: 'accepted', answers: ['a', 'b'] } as const,
  },
  answer: { output: 'a', finish: 'stop' as const, callIds: [] },
};
const context = { signal: new AbortController().signal };
const run = (result: unknown, more: { binary?: boolean; timeoutMs?: number } = {}) =>
  customScorer({
    name: 'mine',
    digest: 'd',
    score: (typeof result === 'function' ? result : () => result) as () => CustomScore,
    ...more,
  }).score(subject, context);

describe('customScorer', () => {
  it("is called as evalite's and autoevals' scorers are", async () => {
    let given: CustomScorerArguments | undefined;
    await run((args: CustomScorerArguments) => {
      given = args;
      return 1;
    });
    expect(given).toEqual({ input: 'question', output: 'a', expected: ['a', 'b'], toolCalls: [] });
  });

  it.each([
    ['a number', 0.5],
    ['an object', { score: 0.5, metadata: undefined }],
    ["autoevals' result", Promise.resolve({ name: 'Factuality', score: 0.5, error: undefined })],
    ["evalite's result", Promise.resolve({ name: 'mine', description: 'd', score: 0.5 })],
  ])('reads %s', async (_, result) => {
    expect(await run(result)).toEqual({ kind: 'scored', value: 0.5 });
  });

  it('keeps metadata that JSON can carry', async () => {
    expect(await run({ score: 1, metadata: { rationale: 'r', at: new Date(0) } })).toEqual({
      kind: 'scored',
      value: 1,
      metadata: { rationale: 'r', at: '1970-01-01T00:00:00.000Z' },
    });
    expect(await run({ score: 1, metadata: { big: 1n } })).toEqual({ kind: 'scored', value: 1 });
  });

  it.each([
    ['null', null, /null/],
    ['a null score', { score: null }, /null/],
    ['a null score with its error', { score: null, error: new Error('no key') }, /no key/],
    ['NaN', Number.NaN, /NaN/],
    ['a score above 1', 1.5, /1\.5/],
    ['a percentage', { score: 87 }, /87/],
    ['infinity', Promise.resolve(Number.POSITIVE_INFINITY), /Infinity/],
    ['text', 'good', /string/],
    ['nothing', undefined, /undefined/],
    ['no score', { value: 1 }, /score/],
    [
      'a throw',
      () => {
        throw new Error('broke');
      },
      /failed: broke/,
    ],
    ['a rejection', () => Promise.reject(new Error('broke')), /failed: broke/],
  ])('leaves %s unscored with the reason', async (_, result, reason) => {
    expect(await run(result)).toEqual({ kind: 'unscored', reason: expect.stringMatching(reason) });
  });

  it('ends the wait for one that never answers', async () => {
    const start = performance.now();
    expect(await run(() => new Promise(() => {}), { timeoutMs: 30 })).toMatchObject({
      kind: 'unscored',
      reason: expect.stringMatching(/30 ms/),
    });
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('ends when the run is aborted', async () => {
    const abort = new AbortController();
    const scorer = customScorer({ name: 'm', digest: 'd', score: () => new Promise(() => {}) });
    const score = scorer.score(subject, { signal: abort.signal });
    abort.abort(new Error('stopped by the user'));
    await expect(score).rejects.toThrow('stopped by the user');
  });

  it('holds one declared binary to 0 and 1', async () => {
    expect(await run(true, { binary: true })).toMatchObject({ value: 1 });
    expect(await run(0.5, { binary: true })).toMatchObject({ kind: 'unscored' });
  });
});
