/** Opens what the verbs share that search documents: models, documents, and the run their spending is booked to. Knows no verb. */
import path from 'node:path';
import { FulcrumError } from '../../domain/errors.ts';
import type { TaskSettings } from '../../levers/lever.ts';
import type { StackParts } from '../../stacks/live-stack.ts';
import { taskSettings } from '../climb/task-settings.ts';
import { embedCached } from '../embed-cached.ts';
import { newId } from '../new-id.ts';
import type { Workbench } from '../open-workbench.ts';
import { modelOf } from '../readiness.ts';
import { settleContract } from '../task.ts';
import { type Documents, openDocuments } from './open-documents.ts';
import { syncCounts } from './sync-notes.ts';

export interface Knowledge {
  /** What is bought is booked to it. */
  readonly runId: string;
  readonly settings: TaskSettings;
  readonly documents: Documents;
  readonly stackParts: StackParts;
}

export interface KnowledgeOptions {
  /** Begins the id of the run. */
  readonly verb: string;
  readonly asksChat?: boolean;
  readonly budgetUsd?: number;
  /** Whether a note says what a sync did; for verbs that do not say it themselves. Default true. */
  readonly notesSync?: boolean;
}

/** Reads no case and no document yet. Throws `DOCUMENTS_NOT_NAMED`, and what opening a model throws. */
export async function openKnowledge(
  workbench: Workbench,
  { verb, asksChat = false, budgetUsd, notesSync = true }: KnowledgeOptions,
): Promise<Knowledge> {
  const { loaded, stores, models } = workbench;
  const { interruption, onProgress, now } = workbench.options;
  const { config, folder } = loaded;
  const [chat, embedding] = [asksChat ? modelOf(config, 'chat') : undefined, modelOf(config, 'embedding')];
  const contract = settleContract(config.contract, []);
  const settings = await taskSettings(
    { config, folder, contract },
    {
      ...(chat && { chat: await models.chat(chat.ref) }),
      ...(embedding && { embedding: await models.embedding(embedding.ref) }),
    },
  );
  const runId = newId(verb, now());
  await stores.ledger.openBudget(runId, budgetUsd);
  const paid = { models, ledger: stores.ledger, runId };
  const embed = embedCached({ ...paid, cache: stores.embeddings, interruption, onProgress });
  const documents = openDocuments(
    workbench,
    { runId, embed, embedding: settings.embeddingModel },
    (report) => {
      const text = notesSync ? syncCounts(report) : undefined;
      if (text !== undefined) onProgress({ kind: 'note', text });
    },
  );
  if (documents === undefined)
    throw new FulcrumError('DOCUMENTS_NOT_NAMED', { file: path.basename(loaded.file) });
  const { artefacts } = stores;
  const stackParts = {
    models,
    artefacts,
    embed,
    folder,
    openCorpus: documents.open,
    openAccess: documents.access,
  };
  return { runId, settings, documents, stackParts };
}
