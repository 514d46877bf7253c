/** The passage that a draft was written to, as its record carries it for whoever reviews it. No part of the case. */
import { z } from 'zod';

export const shownPassageSchema = z.object({
  document: z.string(),
  /** Headings, and the header of a table, that stand over the text. */
  over: z.string(),
  text: z.string(),
  /** Where the text stands in that of the document, in UTF-16 units from 0. */
  start: z.int(),
  end: z.int(),
  pages: z.object({ first: z.int(), last: z.int() }).optional(),
});

export type ShownPassage = z.infer<typeof shownPassageSchema>;
