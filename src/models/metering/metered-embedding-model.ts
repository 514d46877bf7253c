/** An AI SDK embedding model as our `EmbeddingModel`: each call retried, paid for and journalled, vectors of unit length. Knows no provider. */
import type { EmbeddingModelV4 } from '@ai-sdk/provider';
import { contentHash } from '../../domain/content-hash.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { TokenCounter } from '../count-tokens.ts';
import type { EmbeddingModel } from '../embedding-model.ts';
import { boundCall } from './bound-call.ts';
import { CallGate, type CallGateOptions } from './call-gate.ts';
import { ModelCallError } from './model-call-error.ts';
import type { Pricing } from './pricing.ts';
import { purchasedAnswer, receipt } from './purchased-answer.ts';
import { saneCount } from './read-usage.ts';
import { packVectors, unpackVectors } from './vector-text.ts';

export interface EmbeddingBinding extends CallGateOptions {
  readonly digest?: string;
  readonly embedding: EmbeddingModelV4;
  /** Where it is known before the first call. */
  readonly dimensions?: number;
  readonly batchSize: number;
  readonly countTokens: TokenCounter;
  /** Absent when the price is unknown. */
  readonly pricing?: Pricing | undefined;
}

/** What is journalled. */
interface EmbeddingBody extends JsonObject {
  readonly dimensions: number;
  /** Base64 of little-endian single-precision numbers. */
  readonly vectors: string;
}

export function meteredEmbeddingModel(binding: EmbeddingBinding): EmbeddingModel {
  const { id, digest, embedding, dimensions, batchSize, countTokens, pricing } = binding;
  const gate = new CallGate(binding);
  const atMost = (texts: readonly string[]) =>
    boundCall(
      texts.map((text) => ({ text })),
      0,
      binding,
    );
  return {
    id,
    ...(digest !== undefined && { digest }),
    ...(dimensions !== undefined && { dimensions }),
    batchSize,
    atMost,
    async embed(texts, context) {
      const { purchased, callIds } = await gate.run(
        {
          requestHash: contentHash({ model: id, digest, texts }),
          maxCostUsd: atMost(texts).costUsd,
          tokens: texts.reduce((sum, text) => sum + countTokens(text).tokens, 0),
          async call(callId) {
            const started = performance.now();
            const headers = { 'x-fulcrum-call-id': callId };
            const abortSignal = context.signal;
            const result = await embedding.doEmbed({ values: [...texts], headers, abortSignal });
            const busyMs = result.providerMetadata?.fulcrum?.busyMs ?? performance.now() - started;
            const inputTokens = saneCount(result.usage?.tokens);
            const usage = inputTokens === undefined ? {} : { inputTokens, outputTokens: 0 };
            const body = readVectors(id, result.embeddings, texts.length, dimensions);
            return purchasedAnswer(usage, Number(busyMs), pricing, body);
          },
        },
        context,
      );
      const body = purchased.body as EmbeddingBody;
      return { vectors: unpackVectors(body.vectors, body.dimensions), ...receipt(purchased, callIds) };
    },
  };
}

/** Unit vectors; anything but `count` finite vectors of one length is no answer. */
function readVectors(
  id: string,
  vectors: readonly (readonly number[])[],
  count: number,
  dimensions = vectors[0]?.length ?? 0,
): EmbeddingBody {
  const broken = (reason: string) =>
    new ModelCallError('MODEL_REPLY_INVALID', { id, reason }, { billing: 'unknown', retryable: false });
  if (vectors.length !== count) throw broken(`${vectors.length} vectors came for ${count} texts`);
  const units = vectors.map((vector) => {
    if (vector.length !== dimensions)
      throw broken(`a vector has ${vector.length} numbers, not ${dimensions}`);
    const length = Math.hypot(...vector);
    if (!Number.isFinite(length) || length === 0) throw broken('a vector is not finite or is zero');
    return Float32Array.from(vector, (x) => x / length);
  });
  return { dimensions, vectors: packVectors(units) };
}
