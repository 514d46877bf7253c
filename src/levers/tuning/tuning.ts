/** Tuning: an adapter trained on the training cases, on the prompts that a stack below it renders. Knows no trainer. */
import { z } from 'zod';
import type { Bench, TrainedAdapter, TrainingTarget } from '../../domain/bench.ts';
import type { ChatAnswerer, Instruction, StackSpec } from '../../domain/stack.ts';
import { needsChatModel, startingStack } from '../base-stack.ts';
import { expectedOutput } from '../expected-output.ts';
import type { Candidate, Lever, MeasuredStack, TaskSettings } from '../lever.ts';

const settings = z.strictObject({
  method: z.enum(['lora', 'dora', 'qlora', 'prefix', 'prompt']).default('lora'),
  /** `task`: the task's own prompt without examples. Else the name or lever of a rung below, whose prompts are then trained on. */
  on: z.string().min(1).default('task'),
  /** In place of the task's instruction, for behaviour that is to be learned instead of told. */
  instruction: z.string().min(1).optional(),
  /** Whether the prompt lists labels or schema. Default: only on a rung whose prompts do; what is trained need not be told. */
  tellsContract: z.boolean().optional(),
  rank: z.int().min(1).max(1024).optional(),
  alpha: z.number().positive().max(4096).optional(),
  dropout: z.number().min(0).max(0.9).optional(),
  learningRate: z.number().positive().max(1).optional(),
  epochs: z.int().min(1).max(1000).optional(),
  batchTokens: z.int().min(16).optional(),
  maxLength: z.int().min(16).optional(),
  targetModules: z.array(z.string().min(1)).min(1).optional(),
  layersToTransform: z.array(z.int().min(0)).min(1).optional(),
  /** Each is a rung of its own: what one seed brought another may not. */
  seeds: z.array(z.int().min(0)).min(1).max(16).default([0]),
  heldOutShare: z.number().min(0).max(0.5).default(0.1),
});

type Settings = z.output<typeof settings>;

const nameOf = ({ method, on }: Settings, seed: number, of: number) =>
  `${method === 'lora' ? 'LoRA' : method}${on === 'task' ? '' : ` on ${on}`}${of > 1 ? ` (seed ${seed})` : ''}`;

export const tuning: Lever<Settings> = {
  name: 'tuning',
  summary: 'an adapter for the chat model, trained on the training cases',
  byDefault: false,
  settings,
  inapplicable: needsChatModel,
  needs: () => ({ models: ['chat'], trainer: true }),
  rungNames: (given) => given.seeds.map((seed) => nameOf(given, seed, given.seeds.length)),
  async propose(task, given, stacks, bench) {
    const { on, instruction, tellsContract, seeds, ...training } = given;
    const base = baseOf(task, stacks, given);
    if (base === undefined) {
      bench.note(`tuning is left out: no rung below is called ${on}`);
      return [];
    }
    const candidates: Candidate[] = [];
    for (const seed of seeds) {
      const trained = await bench.train(base, targetsOf(bench), { ...training, seed });
      candidates.push({
        name: nameOf(given, seed, seeds.length),
        stack: withAdapter(base, trained),
        why: whyOf(given, trained),
      });
    }
    return candidates;
  },
};

interface ChatStack extends StackSpec {
  readonly answerer: ChatAnswerer;
}

/** `undefined` where the rung that is named is not there or asks no chat model. */
function baseOf(
  task: TaskSettings,
  stacks: readonly MeasuredStack[],
  { on, instruction, tellsContract = on !== 'task' }: Settings,
): ChatStack | undefined {
  const named = stacks.find(({ name, lever }) => name === on || lever === on)?.stack;
  const stack = on === 'task' ? startingStack(task) : named;
  if (stack?.answerer.kind !== 'chat') return undefined;
  const own = instruction && instructionOf(stack, instruction);
  return {
    ...stack,
    answerer: stack.answerer,
    ...(own && { instruction: own }),
    ...(!tellsContract && stack.contract.kind !== 'text' && { tellsContract }),
  };
}

function instructionOf({ instruction }: StackSpec, text: string): Instruction {
  return { inputTag: instruction?.inputTag ?? 'input', text };
}

function withAdapter(base: ChatStack, { adapter }: TrainedAdapter): StackSpec {
  const { answerer } = base;
  return { ...base, answerer: { ...answerer, model: { ...answerer.model, adapter } } };
}

async function* targetsOf(bench: Bench): AsyncGenerator<TrainingTarget> {
  for await (const { id, input, principal, group, ...rest } of bench.cases('train')) {
    const output = expectedOutput(rest);
    if (output === undefined) continue;
    yield {
      id,
      input,
      output,
      ...(principal !== undefined && { principal }),
      ...(group !== undefined && { group }),
    };
  }
}

function whyOf({ method, on }: Settings, trained: TrainedAdapter): string {
  const { rows, heldOut, leftOut, steps, heldOutLoss, seconds } = trained;
  const prompts = on === 'task' ? "the task's prompt" : `the prompts of ${on}`;
  const held = heldOut === 0 ? '' : `, ${heldOut} held out (loss ${heldOutLoss?.toFixed(3) ?? 'unknown'})`;
  const left = leftOut === 0 ? '' : `, ${leftOut} left out`;
  return `${method} trained on ${rows} training cases with ${prompts}${held}${left}; ${steps} steps in ${Math.round(seconds)} s`;
}
