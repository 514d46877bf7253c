/** Why a lever that answers from documents cannot be pulled, or `undefined`. */
import type { TaskSettings } from './lever.ts';

export function needsDocuments(task: TaskSettings): string | undefined {
  return task.documents === undefined ? 'the task names no documents (`knowledge.documents`)' : undefined;
}
