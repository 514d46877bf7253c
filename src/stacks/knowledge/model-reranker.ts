/** Asks a model that was made for reranking. Knows no search. */
import { embeddedText } from '../../knowledge/chunks/embedded-text.ts';
import type { RerankingModel } from '../../models/reranking-model.ts';
import type { Reranker } from './reranker.ts';

/** More than a token of a chunk can have. */
const mostBytesPerToken = 8;

/** `mostTokens`: of all the passages it is shown together. */
export function modelReranker(model: RerankingModel, mostTokens: number): Reranker {
  return {
    atMost: (query) => model.atMost({ query, texts: ['x'.repeat(mostBytesPerToken * mostTokens)] }),
    async order(query, passages, context) {
      const texts = passages.map(embeddedText);
      const { order } = await context.call(() => model.rerank({ query, texts }, context));
      return order.length === 0 ? undefined : order;
    },
  };
}
