/** What the levers are told of the task. Knows no lever. */
import type { Grounding, OutputContract } from '../../domain/stack.ts';
import type { TaskSettings } from '../../levers/lever.ts';
import type { ChatModel } from '../../models/chat-model.ts';
import type { EmbeddingModel } from '../../models/embedding-model.ts';
import type { RerankingModel } from '../../models/reranking-model.ts';
import { readKnowledge, type Task } from '../task.ts';

const defaultTag = 'input';

/** Of the task's models those that levers will ask, opened or only named. */
export interface TaskModels {
  readonly chat?: Pick<ChatModel, 'id' | 'digest'> & Partial<Pick<ChatModel, 'capabilities'>>;
  readonly embedding?: Pick<EmbeddingModel, 'id' | 'digest'>;
  readonly reranking?: Pick<RerankingModel, 'id'>;
}

/** Throws `TASK_FILE_MISSING`. */
export async function taskSettings(
  task: Pick<Task, 'config' | 'folder' | 'contract'>,
  { chat, embedding, reranking }: TaskModels,
): Promise<TaskSettings> {
  const { config, contract } = task;
  const { instruction } = config;
  return {
    contract,
    folder: task.folder,
    ...(instruction !== undefined && {
      instruction:
        typeof instruction === 'string' ? { text: instruction, inputTag: defaultTag } : instruction,
    }),
    ...(chat && { chatModel: pinned(chat) }),
    scoresLabels: chat?.capabilities?.labelLogProbabilities ?? false,
    ...(embedding && { embeddingModel: pinned(embedding) }),
    ...(reranking && { rerankingModel: pinned(reranking) }),
    maxOutputTokens: config.maxOutputTokens,
    knowledge: await readKnowledge(task),
    ...(!Array.isArray(config.knowledge) && {
      documents: { abstention: config.knowledge.abstention, ...sourceOf(contract) },
    }),
  };
}

function pinned({ id, digest }: { readonly id: string; readonly digest?: string | undefined }) {
  return { id, ...(digest !== undefined && { digest }) };
}

/** A reply contract with a `source` names there the document that the answer is from. */
function sourceOf(contract: OutputContract): Pick<Grounding, 'sourceField'> {
  const properties = contract.kind === 'json' ? contract.schema.properties : undefined;
  const has = typeof properties === 'object' && properties !== null && Object.hasOwn(properties, 'source');
  return has ? { sourceField: 'source' } : {};
}
