/** The seam to a reranking model: texts in, their order out. Knows nothing of where the texts come from. */
import type { CallBound, CallContext, CallReceipt } from './chat-model.ts';

export interface RerankingRequest {
  readonly query: string;
  readonly texts: readonly string[];
}

export interface RerankingReply extends CallReceipt {
  /** Places in `texts`, from 0, most relevant first, none twice. A service may leave some out. */
  readonly order: readonly number[];
}

export interface RerankingModel {
  readonly id: string;
  /** The most that one try can take: what is reserved for it. */
  atMost(request: RerankingRequest): CallBound;
  /** Throws `MODEL_*` errors after the one retry layer gave up. */
  rerank(request: RerankingRequest, context: CallContext): Promise<RerankingReply>;
}
