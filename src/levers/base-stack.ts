/** Picks the stack a prompt lever is pulled on. Knows nothing of what the lever adds. */
import type { ChatAnswerer, StackSpec } from '../domain/stack.ts';
import type { MeasuredStack, TaskSettings } from './lever.ts';

/** The task's own prompt on its chat model: where every prompt lever starts when nothing was measured yet. */
export function startingStack(task: TaskSettings): StackSpec {
  if (task.chatModel === undefined)
    throw new TypeError('a prompt lever was pulled on a task without a chat model');
  const answerer: ChatAnswerer = {
    kind: 'chat',
    model: task.chatModel,
    decoding: task.contract.kind === 'label' && task.scoresLabels ? 'score-labels' : 'generate',
    temperature: 0,
    maxOutputTokens: task.maxOutputTokens,
  };
  return {
    answerer,
    contract: task.contract,
    ...(task.instruction && { instruction: task.instruction }),
  };
}

/** The best chat stack on dev to which `suits` applies (ties: the lower one), else the starting stack. */
export function baseStack(
  task: TaskSettings,
  stacks: readonly MeasuredStack[],
  suits: (stack: StackSpec) => boolean,
): StackSpec {
  const fit = stacks.filter(
    (s) => s.stack.answerer.kind === 'chat' && s.stack.knowledge?.kind !== 'given' && suits(s.stack),
  );
  const best = fit.reduce<MeasuredStack | undefined>(
    (top, s) => ((s.dev.meanScore ?? -1) > (top?.dev.meanScore ?? -1) ? s : top),
    undefined,
  );
  return best?.stack ?? startingStack(task);
}

/** Why prompt levers cannot be pulled, or `undefined`. */
export function needsChatModel(task: TaskSettings): string | undefined {
  return task.chatModel === undefined ? 'the task names no chat model (`models.chat`)' : undefined;
}
