/** The answer normalisation of SQuAD, carried over to Unicode. Knows nothing of scores. */

/** ASCII as Python's `string.punctuation`, and all other punctuation of Unicode. */
const punctuation = /[\p{P}$+<=>^`|~]/gu;
const articles = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

/**
 * NFKC, lower case, no punctuation, no English articles, blanks collapsed (Rajpurkar et al. 2016, `normalize_answer`). A text of which
 * nothing would be left (the option "A", the answer "!") keeps its articles and punctuation: otherwise it would equal every other such text
 * and the empty output.
 */
export function normaliseAnswer(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase();
  const bare = collapse(folded.replace(punctuation, '').replace(articles, ' '));
  return bare === '' ? collapse(folded) : bare;
}

function collapse(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
