/** 1 when the output contains at least one of several texts. */
import { defineTextSearch } from '../define-text-search.ts';

export const containsAny = defineTextSearch('contains-any', (output, texts) =>
  texts.some((t) => output.includes(t)),
);
