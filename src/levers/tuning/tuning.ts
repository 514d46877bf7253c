/** Tuning: an adapter trained on the training cases, on the prompts that a stack below it renders. Knows no trainer. */

import { z } from 'zod';
import { inOrder } from '../../domain/in-order.ts';
import { needsChatModel, startingStack } from '../base-stack.ts';
import { drawTargets } from '../human-targets.ts';
import type { Candidate, Lever, MeasuredStack, TaskSettings, TrainedPart } from '../lever.ts';
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
  /** Training cases at most. */
  limit: z.int().min(1).optional(),
  /** Shares of the training cases that are trained on as well, to tell what more of them would bring, e.g. 0.12, 0.25 and 0.5. */
  learningCurve: z.array(z.number().gt(0).lt(1)).max(8).default([]),
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
    const {
      on,
      instruction: _,
      tellsContract: __,
      forgetting,
      seeds,
      limit,
      learningCurve,
      ...training
    } = given;
    const base = baseOf(task, stacks, given);
    if (base === undefined) {
      bench.note(`tuning is left out: no rung below that asks a chat model is called ${on}`);
      return [];
    }
    const train = async (count: number, seed: number) => {
      const targets = await drawTargets(bench, { limit: count, seed: drawSeed });
      const trained = await bench.train(base, inOrder(targets), { ...training, seed });
      return { trained, targets: targets.length, stack: withAdapter(base, trained) };
    };
    const prompts = on === 'task' ? "the task's prompt" : `the prompts of ${on}`;
    const whole: Awaited<ReturnType<typeof train>>[] = [];
    for (const seed of seeds) whole.push(await train(limit ?? Number.POSITIVE_INFINITY, seed));
    const curve = await curveOf(whole[0]?.targets ?? 0);
    return whole.map(
      ({ trained, stack }, at): Candidate => ({
        name: nameOf(given, seeds[at] as number),
        stack,
        forgetting,
        ...(at === 0 && curve.length > 0 && { learningCurve: curve }),
        why: `${given.method} with ${prompts}, ${trainedWords(trained)}`,
      }),
    );

    async function curveOf(all: number): Promise<readonly TrainedPart[]> {
      if (learningCurve.length === 0) return [];
      const measured = (stacks: readonly ChatStack[]) => each(stacks, (stack) => bench.measure(stack, 'dev'));
      const parts = await each(learningCurve.toSorted(), async (share): Promise<TrainedPart> => {
        const examples = Math.max(1, Math.round(all * share));
        const trained = await each(seeds, (seed) => train(examples, seed));
        return { examples, readings: await measured(trained.map(({ stack }) => stack)) };
      });
      return [...parts, { examples: all, readings: await measured(whole.map(({ stack }) => stack)) }];
    }
  },
};

/** The same cases for every seed: fewer are among more. */
const drawSeed = 0;

/** One after the other: a machine trains one at a time. */
async function each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (const item of items) done.push(await work(item));
  return done;
}

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
