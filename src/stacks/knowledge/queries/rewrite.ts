/** One better worded query: for questions in words that the documents do not use. */
import type { QueryStyle } from './query-style.ts';

export const rewrite: QueryStyle = {
  instruction:
    'Rewrite the question as one query for searching documents. Use the words that the documents are likely to use. Write the query alone, on one line.',
  most: 1,
};
