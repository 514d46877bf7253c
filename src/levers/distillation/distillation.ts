/** Distillation: a stack that answers well teaches the chat model what to say to inputs that nobody has answered. Knows no trainer. */

import { z } from 'zod';
import type { TrainingTarget, UnlabelledInput } from '../../domain/bench.ts';
import { inputHash } from '../../domain/case.ts';
import { inOrder } from '../../domain/in-order.ts';
import { needsChatModel } from '../base-stack.ts';
import { humanTargets } from '../human-targets.ts';
import type { Candidate, Lever, MeasuredStack } from '../lever.ts';
import { trainedWords, trainingSettings } from '../training-settings.ts';
import { isChatStack, studentStack, withAdapter } from '../with-adapter.ts';
import { type KeptTaught, keepTaught, reasonsLeftOut } from './keep-taught.ts';

const settings = z.strictObject({
  /** Name or lever of the rung that teaches. Default: the best on dev that asks a chat model. */
  teacher: z.string().min(1).optional(),
  /** File of inputs, as cases but without answers. Default: the inputs of train, whose answers are then not looked at. */
  inputs: z.string().min(1).optional(),
  /** Inputs at most: each costs an answer of the teacher. */
  limit: z.int().min(1).default(1000),
  /** How often the teacher is asked the same. */
  samples: z.int().min(1).max(16).default(1),
  minAgreement: z.number().min(0).max(1).default(0.5),
  minConfidence: z.number().min(0).max(1).default(0.5),
  grounded: z.boolean().default(true),
  ...trainingSettings,
  seed: z.int().min(0).default(0),
});

const [taughtName, bothName] = ['distilled (teacher alone)', 'distilled (teacher and people)'] as const;

export const distillation: Lever<z.output<typeof settings>> = {
  name: 'distillation',
  summary: 'an adapter that learns from the answers of a better stack, where people have given none',
  byDefault: false,
  settings,
  inapplicable: needsChatModel,
  needs: ({ inputs }) => ({
    models: ['chat'],
    trainer: true,
    ...(inputs !== undefined && { files: [inputs] }),
  }),
  rungNames: ({ inputs }) => (inputs === undefined ? [taughtName] : [taughtName, bothName]),
  async propose(task, given, stacks, bench) {
    const { teacher: wanted, inputs, limit, samples, ...others } = given;
    const { minAgreement, minConfidence, grounded, forgetting, audit, ...training } = others;
    const teacher = teacherOf(stacks, wanted);
    if (teacher === undefined) {
      bench.note(
        `distillation is left out: no rung below that asks a chat model${wanted ? ` is called ${wanted}` : ''}`,
      );
      return [];
    }
    const unlabelled = inputs === undefined ? bench.cases('train') : bench.unlabelled(inputs);
    const answers = bench.sample(teacher.stack, first(unlabelled, limit), samples);
    const kept = await keepTaught(answers, teacher.stack, { minAgreement, minConfidence, grounded });
    if (kept.targets.length === 0) {
      bench.note('distillation is left out: nothing that the teacher said could be kept');
      return [];
    }
    const student = studentStack(task);
    const learn = async (
      name: string,
      targets: readonly TrainingTarget[],
      from: string,
    ): Promise<Candidate> => {
      await bench.auditTraining(inOrder(targets), { audit, personalData: 'keep' });
      const trained = await bench.train(student, inOrder(targets), training);
      const why = `${keptWords(teacher, kept)}; learned from ${from}, ${trainedWords(trained)}`;
      return { name, stack: withAdapter(student, trained), forgetting, why };
    };
    const alone = await learn(taughtName, kept.targets, 'these alone');
    if (inputs === undefined) return [alone];
    const people: TrainingTarget[] = [];
    for await (const target of humanTargets(bench)) people.push(target);
    const answered = new Set(people.map(({ input }) => inputHash(input)));
    // Where a person has answered, the teacher has not.
    const further = kept.targets.filter(({ input }) => !answered.has(inputHash(input)));
    return [
      alone,
      await learn(
        bothName,
        [...people, ...further],
        `${further.length} of these and ${people.length} cases of people`,
      ),
    ];
  },
};

/** The one named, else the best on dev; never one that knows what production does not. */
function teacherOf(stacks: readonly MeasuredStack[], wanted: string | undefined): MeasuredStack | undefined {
  const fit = stacks.filter(({ stack }) => isChatStack(stack) && stack.knowledge?.kind !== 'given');
  if (wanted !== undefined) return fit.find(({ name, lever }) => name === wanted || lever === wanted);
  return fit.reduce<MeasuredStack | undefined>(
    (best, one) => ((one.dev.meanScore ?? -1) > (best?.dev.meanScore ?? -1) ? one : best),
    undefined,
  );
}

/** E.g. `instruction taught 80 of 100 inputs (left out: 15 confidence, 5 format)`. */
function keptWords({ name }: MeasuredStack, { targets, leftOut }: KeptTaught): string {
  const counts = reasonsLeftOut.flatMap((reason) =>
    leftOut[reason] === 0 ? [] : [`${leftOut[reason]} ${reason}`],
  );
  const asked = targets.length + reasonsLeftOut.reduce((sum, reason) => sum + leftOut[reason], 0);
  const left = counts.length === 0 ? '' : ` (left out: ${counts.join(', ')})`;
  return `${name} taught ${targets.length} of ${asked} inputs${left}`;
}

async function* first(
  inputs: AsyncIterable<UnlabelledInput>,
  limit: number,
): AsyncGenerator<UnlabelledInput> {
  let left = limit;
  for await (const { id, input, principal, group } of inputs) {
    if (left-- === 0) return;
    yield { id, input, ...(principal !== undefined && { principal }), ...(group !== undefined && { group }) };
  }
}
