import { describe, expect, it } from 'vitest';
import type { StackSpec } from '../domain/stack.ts';
import { baseStack, startingStack } from './base-stack.ts';
import type { MeasuredStack, TaskSettings } from './lever.ts';

const task: TaskSettings = {
  folder: '.',
  contract: { kind: 'label', labels: ['a', 'b'] },
  instruction: { text: 'Sort.', inputTag: 'ticket' },
  chatModel: { id: 'fake/chat' },
  scoresLabels: true,
  maxOutputTokens: 16,
};
const start = startingStack(task);

function measured(stack: StackSpec, meanScore: number | undefined): MeasuredStack {
  const dev = { stackHash: '', split: 'dev', cases: [], meanScore, scored: 1, unscored: 0 } as const;
  return { name: '', lever: '', stack, dev };
}

describe('startingStack', () => {
  it("is the task's prompt on its model, scoring labels where it can", () => {
    expect(start).toEqual({
      answerer: {
        kind: 'chat',
        model: { id: 'fake/chat' },
        decoding: 'score-labels',
        temperature: 0,
        maxOutputTokens: 16,
      },
      contract: task.contract,
      instruction: task.instruction,
    });
    expect(startingStack({ ...task, scoresLabels: false }).answerer).toMatchObject({ decoding: 'generate' });
    expect(startingStack({ ...task, contract: { kind: 'text' } }).answerer).toMatchObject({
      decoding: 'generate',
    });
  });
});

describe('baseStack', () => {
  const withText = (text: string): StackSpec => ({ ...start, instruction: { text, inputTag: 'ticket' } });
  const constant: StackSpec = { answerer: { kind: 'constant', output: 'a' }, contract: task.contract };
  const any = () => true;

  it('is the best chat stack that suits, the lower of two alike', () => {
    const stacks = [
      measured(constant, 1),
      measured(withText('low'), 0.5),
      measured(withText('first'), 0.7),
      measured(withText('second'), 0.7),
    ];
    expect(baseStack(task, stacks, any)).toEqual(withText('first'));
    expect(baseStack(task, stacks, (s) => s.instruction?.text !== 'first')).toEqual(withText('second'));
  });

  it('is the starting stack where none suits or was scored', () => {
    expect(baseStack(task, [], any)).toEqual(start);
    expect(baseStack(task, [measured(constant, 1), measured(withText('x'), undefined)], any)).toEqual(start);
  });
});
