/** The local embedding engine as an AI SDK embedding model. Knows nothing of purchases. */
import type { EmbeddingModelV4 } from '@ai-sdk/provider';
import type { LocalEmbeddingEngine } from './local-embedding-engine.ts';

/** Texts per call: few enough that progress shows and an abort is heard soon. */
export const localEmbeddingBatch = 16;

export function localEmbeddingModel(id: string, engine: LocalEmbeddingEngine): EmbeddingModelV4 {
  return {
    specificationVersion: 'v4',
    provider: 'fulcrum.local',
    modelId: id,
    maxEmbeddingsPerCall: localEmbeddingBatch,
    supportsParallelCalls: false,
    async doEmbed({ values, abortSignal = new AbortController().signal }) {
      const { vectors, inputTokens, busyMs } = await engine.embed(values, abortSignal);
      return {
        embeddings: vectors.map((v) => Array.from(v)),
        usage: { tokens: inputTokens },
        providerMetadata: { fulcrum: { busyMs } },
        warnings: [],
      };
    },
  };
}
