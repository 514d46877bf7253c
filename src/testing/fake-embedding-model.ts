/** An embedding model of word counts in the AI SDK's interface: texts that share words are near each other. For tests. */
import type { EmbeddingModelV4 } from '@ai-sdk/provider';

/** `dimensions` numbers per text, not yet of unit length; a text without words gets its first number set. */
export function fakeEmbeddingModel(dimensions = 64, modelId = 'fake'): EmbeddingModelV4 {
  return {
    specificationVersion: 'v4',
    provider: 'fake',
    modelId,
    maxEmbeddingsPerCall: 16,
    supportsParallelCalls: true,
    async doEmbed({ values, abortSignal }) {
      abortSignal?.throwIfAborted();
      const usage = { tokens: values.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0) };
      return { embeddings: values.map((text) => wordCounts(text, dimensions)), usage, warnings: [] };
    },
  };
}

function wordCounts(text: string, dimensions: number): number[] {
  const counts = Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    const place = [...word].reduce(
      (hash, letter) => (hash * 31 + (letter.codePointAt(0) ?? 0)) % dimensions,
      0,
    );
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}
