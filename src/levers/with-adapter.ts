/** A chat stack before and after its model was trained. Trains nothing. */
import type { TrainedAdapter } from '../domain/bench.ts';
import type { ChatAnswerer, StackSpec } from '../domain/stack.ts';
import { startingStack } from './base-stack.ts';
import type { TaskSettings } from './lever.ts';

export interface ChatStack extends StackSpec {
  readonly answerer: ChatAnswerer;
}

export function isChatStack(stack: StackSpec): stack is ChatStack {
  return stack.answerer.kind === 'chat';
}

/** The task's own prompt, without the list of labels or the schema: what is trained need not be told. */
export function studentStack(task: TaskSettings): ChatStack {
  return untold(startingStack(task) as ChatStack);
}

export function untold(stack: ChatStack): ChatStack {
  return stack.contract.kind === 'text' ? stack : { ...stack, tellsContract: false };
}

export function withAdapter(stack: ChatStack, { adapter }: TrainedAdapter): ChatStack {
  const { answerer } = stack;
  return { ...stack, answerer: { ...answerer, model: { ...answerer.model, adapter } } };
}
