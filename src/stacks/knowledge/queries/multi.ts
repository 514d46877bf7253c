/** Three wordings of one question: what one misses, another may find. */
import type { QueryStyle } from './query-style.ts';

export const multi: QueryStyle = {
  instruction:
    'Write three different queries that would find documents answering the question, each with other words. One query per line, nothing else.',
  most: 3,
};
