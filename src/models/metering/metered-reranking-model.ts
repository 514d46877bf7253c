/** An AI SDK reranking model as our `RerankingModel`: each call retried, paid for and journalled. Knows no provider. */
import type { RerankingModelV4, RerankingModelV4Result } from '@ai-sdk/provider';
import { contentHash } from '../../domain/content-hash.ts';
import type { TokenCounter } from '../count-tokens.ts';
import type { RerankingModel, RerankingRequest } from '../reranking-model.ts';
import { boundCall } from './bound-call.ts';
import { CallGate, type CallGateOptions } from './call-gate.ts';
import { ModelCallError } from './model-call-error.ts';
import type { Pricing } from './pricing.ts';
import { purchasedAnswer, receipt } from './purchased-answer.ts';

export interface RerankingBinding extends CallGateOptions {
  readonly reranking: RerankingModelV4;
  readonly countTokens: TokenCounter;
  /** Absent when the price is unknown. */
  readonly pricing?: Pricing | undefined;
}

export function meteredRerankingModel(binding: RerankingBinding): RerankingModel {
  const { id, reranking, pricing } = binding;
  const gate = new CallGate(binding);
  const atMost = ({ query, texts }: RerankingRequest) =>
    boundCall(
      [query, ...texts].map((text) => ({ text })),
      0,
      binding,
    );
  return {
    id,
    atMost,
    async rerank(request, context) {
      const { query, texts } = request;
      const { inputTokens, costUsd: maxCostUsd } = atMost(request);
      const { purchased, callIds } = await gate.run(
        {
          requestHash: contentHash({ model: id, query, texts }),
          maxCostUsd,
          tokens: inputTokens,
          async call(callId) {
            const started = performance.now();
            const result = await reranking.doRerank({
              query,
              documents: { type: 'text', values: [...texts] },
              headers: { 'x-fulcrum-call-id': callId },
              abortSignal: context.signal,
            });
            const busyMs = performance.now() - started;
            // The AI SDK has no token counts of a reranking, so that one billed by tokens has no known cost.
            return purchasedAnswer({}, busyMs, pricing, readOrder(id, result, texts.length));
          },
        },
        context,
      );
      return { order: purchased.body as readonly number[], ...receipt(purchased, callIds) };
    },
  };
}

/** Places outside the list, one that comes twice, or a score that is no number make the whole no answer. */
function readOrder(id: string, { ranking }: RerankingModelV4Result, count: number): number[] {
  const seen = new Set<number>();
  for (const { index, relevanceScore } of ranking) {
    const isPlace = Number.isInteger(index) && index >= 0 && index < count && !seen.has(index);
    if (!isPlace || !Number.isFinite(relevanceScore)) {
      const reason = `the ranking of ${count} texts has the place ${index} with the score ${relevanceScore}`;
      throw new ModelCallError(
        'MODEL_REPLY_INVALID',
        { id, reason },
        { billing: 'unknown', retryable: false },
      );
    }
    seen.add(index);
  }
  return ranking.toSorted((a, b) => b.relevanceScore - a.relevanceScore).map(({ index }) => index);
}
