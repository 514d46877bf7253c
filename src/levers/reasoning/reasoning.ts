/** Reasoning: step-by-step in the prompt, or the provider's own effort setting; its tokens are measured like any others. */
import { z } from 'zod';
import { baseStack, needsChatModel } from '../base-stack.ts';
import type { Lever } from '../lever.ts';

const settings = z.strictObject({
  kind: z.enum(['step-by-step', 'effort']).default('step-by-step'),
  maxReasoningTokens: z.int().min(8).max(100_000).default(256),
  effort: z.enum(['low', 'medium', 'high']).default('medium'),
});

type Settings = z.infer<typeof settings>;

const rungName = ({ kind, effort }: Pick<Settings, 'kind' | 'effort'>) =>
  kind === 'effort' ? `reasoning (effort ${effort})` : 'reasoning (step by step)';

export const reasoning: Lever<Settings> = {
  name: 'reasoning',
  summary: "the model reasons before it answers, step by step or by the provider's effort setting",
  byDefault: false,
  settings,
  inapplicable: needsChatModel,
  needs: () => ({ models: ['chat'] }),
  rungNames: (given) => [rungName(given)],
  async propose(task, { kind, maxReasoningTokens, effort }, stacks) {
    const base = baseStack(task, stacks, (s) => s.reasoning === undefined);
    const added = kind === 'effort' ? { kind, effort } : { kind, maxReasoningTokens };
    return [
      {
        name: rungName({ kind, effort }),
        stack: { ...base, reasoning: added },
        why: `reasoning added to the best prompt so far (${describe(base.examples?.kind)})`,
      },
    ];
  },
};

function describe(examples: 'fixed' | 'retrieved' | undefined): string {
  return examples === undefined ? 'no examples' : `${examples} examples`;
}
