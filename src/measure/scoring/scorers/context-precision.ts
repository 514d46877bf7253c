/** The share of the supplied passages that hold something the case needs. Knows nothing of the answer, nor of their order. */
import { defineContextScore } from '../define-context-score.ts';
import { scored } from '../score-value.ts';

/** 0 when nothing was supplied although the case needs something. */
export const contextPrecision = defineContextScore('context-precision', ({ by, relevant }) => {
  const right = relevant.filter(Boolean).length;
  return scored(relevant.length === 0 ? 0 : right / relevant.length, {
    by,
    right,
    supplied: relevant.length,
  });
});
