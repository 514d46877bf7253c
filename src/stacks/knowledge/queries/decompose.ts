/** The questions that a question is made of: for answers that stand in several documents. */
import type { QueryStyle } from './query-style.ts';

export const decompose: QueryStyle = {
  instruction:
    'Split the question into the simpler questions that must be answered first, at most three. If it is simple already, repeat it. One question per line, nothing else.',
  most: 3,
};
