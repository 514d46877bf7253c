/** The first prompt rung: the task's instruction, tagged input and output contract, no examples. */
import { z } from 'zod';
import { needsChatModel, startingStack } from '../base-stack.ts';
import type { Lever } from '../lever.ts';

const rungName = 'instruction';

const settings = z.strictObject({
  /** Other texts to try on dev beside the task's own; the best on dev is proposed. */
  alternatives: z.array(z.string().min(1)).default([]),
});

export const instruction: Lever<z.infer<typeof settings>> = {
  name: 'instruction',
  summary: 'a clear instruction, tagged input and output contract',
  byDefault: true,
  settings,
  inapplicable: (task) =>
    needsChatModel(task) ?? (task.instruction === undefined ? 'the task has no `instruction`' : undefined),
  needs: () => ({ models: ['chat'] }),
  rungNames: () => [rungName],
  async propose(task, { alternatives }, _stacks, bench) {
    const own = startingStack(task);
    const inputTag = task.instruction?.inputTag ?? 'input';
    const tried = [own, ...alternatives.map((text) => ({ ...own, instruction: { text, inputTag } }))];
    if (tried.length === 1) {
      return [{ name: rungName, stack: own, why: "the task's instruction, no examples" }];
    }
    let best = { stack: own, mean: -1, at: 0 };
    for (const [at, stack] of tried.entries()) {
      bench.note(`instruction ${at + 1} of ${tried.length}`);
      const mean = (await bench.measure(stack, 'dev')).meanScore ?? -1;
      if (mean > best.mean) best = { stack, mean, at };
    }
    return [
      {
        name: rungName,
        stack: best.stack,
        why: `number ${best.at + 1} of ${tried.length} instructions, the best on dev`,
      },
    ];
  },
};
