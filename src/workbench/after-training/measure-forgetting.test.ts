import { describe, expect, it } from 'vitest';
import { fakeChatModel } from '../../stacks/testing/fake-chat-model.ts';
import { stackParts } from '../../stacks/testing/stack-parts.ts';
import { forgettingSet } from '../../tuning/forgetting/forgetting-set.ts';
import replies from '../../tuning/forgetting/testing/replies.json' with { type: 'json' };
import { measuringParts } from '../testing/measuring-parts.ts';
import { measureForgetting } from './measure-forgetting.ts';

const written: Readonly<Record<string, { readonly right: string; readonly wrong: string }>> = replies;
const settings = { margin: 0.05, confidence: 0.95, seed: 'test' };
const adapter = { kind: 'adapter', hash: 'a' };

/** A base that knows all but the refusals, and an adapter that lost arithmetic, learned to refuse, and runs on once. */
function setUp() {
  const one = { capabilities: { maxConcurrency: 1 } };
  const reply = (id: string, isRight: boolean) => written[id]?.[isRight ? 'right' : 'wrong'] ?? '';
  const ids = forgettingSet.cases.map(({ id }) => id);
  const models = {
    base: fakeChatModel({ ...one, replies: ids.map((id) => reply(id, !id.startsWith('refusals'))) }),
    tuned: fakeChatModel({
      ...one,
      replies: ids.map((id) =>
        id === 'knowledge-01'
          ? { text: reply(id, true), finish: 'length' as const }
          : reply(id, !id.startsWith('arithmetic')),
      ),
    }),
  };
  const stack = stackParts();
  const chat = async (ref: object) => models['adapter' in ref ? 'tuned' : 'base'];
  const parts = measuringParts({ ...stack, models: { ...stack.models, chat } });
  return { models, parts };
}

describe('what a tuned model forgot', () => {
  it('is counted by kind, compared item by item, and named', async () => {
    const { models, parts } = setUp();
    const found = await measureForgetting({ id: 'fake/chat', adapter }, parts, settings);
    const n = forgettingSet.cases.length;
    expect(found?.items).toBe(n);
    expect(found?.kinds.map(({ kind, base, tuned }) => [kind, base.right, tuned.right, base.scored])).toEqual(
      [
        ['instructions', 46, 46, 46],
        ['arithmetic', 26, 0, 26],
        ['extraction', 36, 36, 36],
        ['knowledge', 28, 27, 28],
        ['refusals', 0, 18, 18],
      ],
    );
    // 27 lost against 18 won: SciPy 1.17.1, binomtest(18, 45, 0.5).pvalue
    expect(found?.comparison).toMatchObject({ pairs: n, won: 18, lost: 27, verdict: 'cannot tell' });
    expect(found?.comparison.pValue).toBeCloseTo(0.23269319190831084, 9);
    expect(found?.base.failed).toBe(0);
    expect(found?.tuned).toMatchObject({ failed: 1, right: n - 27, scored: n });
    expect(found?.lost).toHaveLength(27);
    expect(found?.lost).toContainEqual({
      id: 'knowledge-01',
      prompt: 'What is the capital of France? Answer in a few words.',
    });
    // Asked as bare models: one turn, as the item is written, and nothing else.
    expect(models.base.asked[46]?.messages).toEqual([
      { role: 'user', content: 'What is 4 + 3? Reply with the number in digits only.' },
    ]);
  });

  it('asks the base once, however many adapters are on it', async () => {
    const { models, parts } = setUp();
    await measureForgetting({ id: 'fake/chat', adapter }, parts, settings);
    await measureForgetting({ id: 'fake/chat', adapter }, parts, settings);
    expect(models.base.asked).toHaveLength(forgettingSet.cases.length);
    expect(models.tuned.asked).toHaveLength(forgettingSet.cases.length);
  });
});
