/** What one stack of a task is opened from, outside of a climb. Opens no stack. */
import type { StackSpec } from '../domain/stack.ts';
import type { StackParts } from '../stacks/live-stack.ts';
import { taskSettings } from './climb/task-settings.ts';
import { embedCached } from './embed-cached.ts';
import { openDocuments } from './knowledge/open-documents.ts';
import type { Workbench } from './open-workbench.ts';
import { modelOf } from './readiness.ts';
import type { Task } from './task.ts';

/** What finding examples and passages takes is booked to the run; of one whose budget was never opened nothing is bought. */
export async function openStackParts(
  { knowledge }: StackSpec,
  task: Task,
  workbench: Workbench,
  runId: string,
): Promise<StackParts> {
  const { stores, models } = workbench;
  const { interruption, onProgress } = workbench.options;
  const embed = embedCached({
    models,
    cache: stores.embeddings,
    ledger: stores.ledger,
    runId,
    interruption,
    onProgress,
  });
  const embedding = knowledge?.kind === 'retrieved' ? modelOf(task.config, 'embedding') : undefined;
  const settings = await taskSettings(task, {
    ...(embedding && { embedding: await models.embedding(embedding.ref) }),
  });
  const documents = openDocuments(workbench, { runId, embed, embedding: settings.embeddingModel }, () => {});
  return {
    models,
    artefacts: stores.artefacts,
    embed,
    folder: task.folder,
    ...(documents && { openCorpus: documents.open, openAccess: documents.access }),
  };
}
