/** The stack whose prompts a tuning trains on, as its settings say. Trains nothing. */
import { z } from 'zod';
import { startingStack } from '../base-stack.ts';
import type { MeasuredStack, TaskSettings } from '../lever.ts';
import { type ChatStack, isChatStack, untold } from '../with-adapter.ts';

/** Fields of a `z.strictObject`. */
export const tunedBaseSettings = {
  /** `task`: the task's own prompt without examples. Else the name or lever of a rung below, whose prompts are then trained on. */
  on: z.string().min(1).default('task'),
  /** In place of the task's instruction, for behaviour that is to be learned instead of told. */
  instruction: z.string().min(1).optional(),
  /** Whether the prompt lists labels or schema. Default: only on a rung whose prompts do; what is trained need not be told. */
  tellsContract: z.boolean().optional(),
};

export interface TunedBaseSettings {
  readonly on: string;
  readonly instruction?: string | undefined;
  readonly tellsContract?: boolean | undefined;
}

/** `undefined` where the rung that is named is not there or asks no chat model. */
export function tunedBase(
  task: TaskSettings,
  stacks: readonly Pick<MeasuredStack, 'name' | 'lever' | 'stack'>[],
  { on, instruction: text, tellsContract = on !== 'task' }: TunedBaseSettings,
): ChatStack | undefined {
  const named = stacks.find(({ name, lever }) => name === on || lever === on)?.stack;
  const stack = on === 'task' ? startingStack(task) : named;
  if (stack === undefined || !isChatStack(stack)) return undefined;
  const inputTag = stack.instruction?.inputTag ?? 'input';
  const instructed = text === undefined ? stack : { ...stack, instruction: { inputTag, text } };
  return tellsContract ? instructed : untold(instructed);
}
