/** Tuning: an adapter trained on the training cases, on the prompts that a stack below it renders. Knows no trainer. */
import { z } from 'zod';
import type { TrainingTarget } from '../../domain/bench.ts';
import { inOrder } from '../../domain/in-order.ts';
import { personalDataHandlings } from '../../tuning/data/personal-data.ts';
import { needsChatModel } from '../base-stack.ts';
import { drawTargets, humanTargets } from '../human-targets.ts';
import type { Candidate, Lever, TrainedPart } from '../lever.ts';
import { trainedWords, trainingSettings } from '../training-settings.ts';
import { type ChatStack, withAdapter } from '../with-adapter.ts';
import { tunedBase, tunedBaseSettings } from './tuned-base.ts';
import { withoutGold } from './without-gold.ts';

const settings = z.strictObject({
  ...tunedBaseSettings,
  ...trainingSettings,
  /** Training cases at most. */
  limit: z.int().min(1).optional(),
  /** Shares of the training cases that are trained on as well, to tell what more of them would bring, e.g. 0.12, 0.25 and 0.5. */
  learningCurve: z.array(z.number().gt(0).lt(1)).max(8).default([]),
  /** What becomes of addresses and numbers in inputs and answers: they stay, placeholders stand for them, or they are cut out. */
  personalData: z.enum(personalDataHandlings).default('keep'),
  /** On a rung that searches: share of the cases trained on without the documents that answer, to abstain. */
  withoutGold: z.number().min(0).max(0.5).default(0.1),
  /** Each is a rung of its own: what one seed brought another may not. */
  seeds: z.array(z.int().min(0)).min(1).max(16).default([0]),
});

export type TuningSettings = z.output<typeof settings>;

const nameOf = ({ method, on, seeds }: TuningSettings, seed: number) =>
  `${method === 'lora' ? 'LoRA' : method}${on === 'task' ? '' : ` on ${on}`}${seeds.length > 1 ? ` (seed ${seed})` : ''}`;

export const tuning: Lever<TuningSettings> = {
  name: 'tuning',
  summary: 'an adapter for the chat model, trained on the training cases',
  byDefault: false,
  settings,
  inapplicable: needsChatModel,
  needs: () => ({ models: ['chat'], trainer: true }),
  rungNames: (given) => given.seeds.map((seed) => nameOf(given, seed)),
  async propose(task, given, stacks, bench) {
    const { on, instruction: _, tellsContract: __, forgetting, audit, ...others } = given;
    const { seeds, limit, learningCurve, personalData, withoutGold: withheld, ...training } = others;
    const base = tunedBase(task, stacks, given);
    if (base === undefined) {
      bench.note(`tuning is left out: no rung below that asks a chat model is called ${on}`);
      return [];
    }
    const prompts = on === 'task' ? "the task's prompt" : `the prompts of ${on}`;
    const people: TrainingTarget[] = [];
    for await (const target of humanTargets(bench, personalData)) people.push(target);
    const learned = await withoutGold(people, withheld, base, bench);
    const atMost = limit ?? Number.POSITIVE_INFINITY;
    const drawn = drawTargets(learned, { limit: atMost, seed: drawSeed });
    await bench.auditTraining(inOrder(drawn), { audit, personalData });
    const train = async (count: number, seed: number) => {
      const targets = drawTargets(learned, { limit: count, seed: drawSeed });
      const trained = await bench.train(base, inOrder(targets), { ...training, seed });
      return { trained, targets: targets.length, stack: withAdapter(base, trained) };
    };
    const whole: Awaited<ReturnType<typeof train>>[] = [];
    for (const seed of seeds) whole.push(await train(atMost, seed));
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
