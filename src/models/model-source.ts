/** The port by which stacks and levers get live models from references. One instance is shared, so weights load once. */
import type { ModelRef } from '../domain/stack.ts';
import type { ChatModel } from './chat-model.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import type { RerankingModel } from './reranking-model.ts';

export interface ModelSource extends AsyncDisposable {
  /** Throws `MODEL_UNKNOWN`, `MODEL_NOT_PULLED` or `MODEL_DIGEST_CHANGED`. */
  chat(ref: ModelRef): Promise<ChatModel>;
  embedding(ref: ModelRef): Promise<EmbeddingModel>;
  reranking(ref: ModelRef): Promise<RerankingModel>;
}
