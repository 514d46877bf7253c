/** Why levers that learn a label cannot be pulled. */
import type { TaskSettings } from './lever.ts';

/** The reason, or `undefined` for a label task; `what` begins the sentence. */
export function needsLabels(task: TaskSettings, what: string): string | undefined {
  return task.contract.kind === 'label' ? undefined : `${what} needs a label contract`;
}

export function needsEmbeddingModel(task: TaskSettings): string | undefined {
  return task.embeddingModel === undefined
    ? 'the task names no embedding model (`models.embedding`)'
    : undefined;
}
