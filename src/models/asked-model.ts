/** A model that something will ask, known before it does. Knows nothing of who asks. */
import type { ModelRef } from '../domain/stack.ts';

export interface AskedModel {
  readonly kind: 'chat' | 'embedding' | 'reranking';
  readonly ref: ModelRef;
}
