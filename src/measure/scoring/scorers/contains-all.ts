/** 1 when the output contains every one of several texts. */
import { defineTextSearch } from '../define-text-search.ts';

export const containsAll = defineTextSearch('contains-all', (output, texts) =>
  texts.every((t) => output.includes(t)),
);
