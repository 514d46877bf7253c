/** The seam to an embedding model. Knows nothing of what the vectors are for. */
import type { CallBound, CallContext, CallReceipt } from './chat-model.ts';

export interface EmbeddingReply extends CallReceipt {
  /** One unit-length vector per text, in order. */
  readonly vectors: readonly Float32Array[];
}

export interface EmbeddingModel {
  readonly id: string;
  readonly digest?: string;
  /** Length of its vectors; absent where only a first call can tell. */
  readonly dimensions?: number;
  /** Texts per call that use the engine best. */
  readonly batchSize: number;
  /** The most that one try can take: what is reserved for it. */
  atMost(texts: readonly string[]): CallBound;
  /** Texts longer than the model's context are cut at its end; how many were is in no reply, so keep texts short. */
  embed(texts: readonly string[], context: CallContext): Promise<EmbeddingReply>;
}
