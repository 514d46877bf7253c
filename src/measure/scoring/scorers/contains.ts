/** 1 when the output contains the expected text; of several accepted ones, any. */
import { defineTextSearch } from '../define-text-search.ts';

export const contains = defineTextSearch('contains', (output, texts) =>
  texts.some((t) => output.includes(t)),
);
