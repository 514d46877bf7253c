/** Tuning: an adapter trained on the training cases, on the prompts that a stack below it renders. Knows no trainer. */
import { z } from 'zod';
import { needsChatModel, startingStack } from '../base-stack.ts';
import { humanTargets } from '../human-targets.ts';
import type { Candidate, Lever, MeasuredStack, TaskSettings } from '../lever.ts';
import { trainedWords, trainingSettings } from '../training-settings.ts';
import { type ChatStack, isChatStack, untold, withAdapter } from '../with-adapter.ts';

const settings = z.strictObject({
  /** `task`: the task's own prompt without examples. Else the name or lever of a rung below, whose prompts are then trained on. */
  on: z.string().min(1).default('task'),
  /** In place of the task's instruction, for behaviour that is to be learned instead of told. */
  instruction: z.string().min(1).optional(),
  /** Whether the prompt lists labels or schema. Default: only on a rung whose prompts do; what is trained need not be told. */
  tellsContract: z.boolean().optional(),
  ...trainingSettings,
  /** Each is a rung of its own: what one seed brought another may not. */
  seeds: z.array(z.int().min(0)).min(1).max(16).default([0]),
});

type Settings = z.output<typeof settings>;

const nameOf = ({ method, on, seeds }: Settings, seed: number) =>
  `${method === 'lora' ? 'LoRA' : method}${on === 'task' ? '' : ` on ${on}`}${seeds.length > 1 ? ` (seed ${seed})` : ''}`;

export const tuning: Lever<Settings> = {
  name: 'tuning',
  summary: 'an adapter for the chat model, trained on the training cases',
  byDefault: false,
  settings,
  inapplicable: needsChatModel,
  needs: () => ({ models: ['chat'], trainer: true }),
  rungNames: (given) => given.seeds.map((seed) => nameOf(given, seed)),
  async propose(task, given, stacks, bench) {
    const { on, instruction: _, tellsContract: __, forgetting, seeds, ...training } = given;
    const base = baseOf(task, stacks, given);
    if (base === undefined) {
      bench.note(`tuning is left out: no rung below that asks a chat model is called ${on}`);
      return [];
    }
    const prompts = on === 'task' ? "the task's prompt" : `the prompts of ${on}`;
    const candidates: Candidate[] = [];
    for (const seed of seeds) {
      const trained = await bench.train(base, humanTargets(bench), { ...training, seed });
      candidates.push({
        name: nameOf(given, seed),
        stack: withAdapter(base, trained),
        forgetting,
        why: `${given.method} with ${prompts}, ${trainedWords(trained)}`,
      });
    }
    return candidates;
  },
};

/** `undefined` where the rung that is named is not there or asks no chat model. */
function baseOf(
  task: TaskSettings,
  stacks: readonly MeasuredStack[],
  { on, instruction: text, tellsContract = on !== 'task' }: Settings,
): ChatStack | undefined {
  const named = stacks.find(({ name, lever }) => name === on || lever === on)?.stack;
  const stack = on === 'task' ? startingStack(task) : named;
  if (stack === undefined || !isChatStack(stack)) return undefined;
  const inputTag = stack.instruction?.inputTag ?? 'input';
  const instructed = text === undefined ? stack : { ...stack, instruction: { inputTag, text } };
  return tellsContract ? instructed : untold(instructed);
}
