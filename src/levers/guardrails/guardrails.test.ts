import { expect, test } from 'vitest';
import { fakeBench } from '../../testing/fake-bench.ts';
import type { MeasuredStack, TaskSettings } from '../lever.ts';
import { groundedStack } from '../testing/grounded-stack.ts';
import { guardrails } from './guardrails.ts';

const task: TaskSettings = {
  folder: '.',
  contract: { kind: 'text' },
  chatModel: { id: 'test/chat' },
  scoresLabels: false,
  maxOutputTokens: 16,
  documents: { abstention: 'Not known.' },
};
const propose = async (stacks: readonly MeasuredStack[], given: object = {}) =>
  guardrails.propose(
    task,
    guardrails.settings.parse(given),
    stacks,
    fakeBench({ contract: task.contract, train: [] }),
  );

const { knowledge: _, ...ungrounded } = groundedStack('none', 0).stack;
const plain: MeasuredStack = { ...groundedStack('plain', 0.9), stack: ungrounded };

test('stands on the best stack that answers from documents, by words unless a judge is asked for', async () => {
  const best = groundedStack('best', 0.6);
  const guarded = groundedStack('guarded', 0.8, { guardrails: { groundedness: { action: 'flag' } } });
  const stacks = [groundedStack('worse', 0.4), best, plain, guarded];
  const [one, ...others] = await propose(stacks);
  expect(others).toEqual([]);
  expect(one?.stack).toEqual({ ...best.stack, guardrails: { groundedness: { action: 'abstain' } } });
  expect(one?.why).toMatch(/^on best: /);
});

test('is a rung for each action, once', async () => {
  const proposed = await propose([groundedStack('best', 0.6)], {
    action: ['retry', 'flag', 'retry'],
    judge: 'chat',
  });
  expect(proposed.map(({ name }) => name)).toEqual(['guardrail (retry, judge)', 'guardrail (flag, judge)']);
  expect(proposed[0]?.stack.guardrails?.groundedness).toEqual({
    action: 'retry',
    judge: { id: 'test/chat' },
  });
});

test('says what is missing where nothing answers from documents, and where answers are labels', async () => {
  await expect(propose([plain])).rejects.toMatchObject({ code: 'NOTHING_TO_GUARD', stopsRun: false });
  const labels: TaskSettings = { ...task, contract: { kind: 'label', labels: ['a', 'b'] } };
  expect(guardrails.inapplicable(labels, guardrails.settings.parse({}))).toContain('label');
});
