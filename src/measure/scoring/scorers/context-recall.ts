/** The share of what the case needs that the supplied passages hold. Knows nothing of the answer. */
import { defineContextScore } from '../define-context-score.ts';
import { scored } from '../score-value.ts';

export const contextRecall = defineContextScore('context-recall', ({ by, found, wanted }) =>
  scored(found / wanted, { by, found, wanted }),
);
