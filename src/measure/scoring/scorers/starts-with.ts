/** 1 when the output starts with the expected text; of several accepted ones, any. */
import { defineTextSearch } from '../define-text-search.ts';

export const startsWith = defineTextSearch('starts-with', (output, texts) =>
  texts.some((t) => output.startsWith(t)),
);
