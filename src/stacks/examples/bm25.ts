/** Okapi BM25 over a small in-memory collection, for retrieving past cases. Knows nothing of documents or permissions. */
import { words } from './words.ts';

const k1 = 1.2;
const b = 0.75;

export interface Bm25Index {
  /** Score of every text by its position in the collection; 0 for those that share no word with the query. */
  scores(query: string): Float64Array;
}

/** What a word adds to the score of the texts that hold it. */
interface Posting {
  readonly texts: number[];
  readonly weights: number[];
}

/**
 * Robertson and Zaragoza (2009) with Lucene's idf `ln(1 + (N − n + 0.5) / (n + 0.5))`, which is never negative, and without its constant
 * factor k1 + 1; k1 = 1.2, b = 0.75. A word counts once in a query.
 */
export function bm25Index(texts: readonly string[]): Bm25Index {
  const tokens = texts.map(words);
  const meanLength = tokens.reduce((sum, t) => sum + t.length, 0) / texts.length;
  const postings = new Map<string, Posting>();
  for (const [at, all] of tokens.entries()) {
    const norm = k1 * (1 - b + (b * all.length) / meanLength);
    for (const [word, count] of countOf(all)) {
      const posting = postings.get(word) ?? { texts: [], weights: [] };
      if (posting.texts.push(at) === 1) postings.set(word, posting);
      posting.weights.push(count / (count + norm));
    }
  }
  return {
    scores(query) {
      const scores = new Float64Array(texts.length);
      for (const word of new Set(words(query))) {
        const posting = postings.get(word);
        if (posting === undefined) continue;
        const n = posting.texts.length;
        const idf = Math.log(1 + (texts.length - n + 0.5) / (n + 0.5));
        posting.texts.forEach((at, i) => {
          scores[at] = (scores[at] as number) + idf * (posting.weights[i] as number);
        });
      }
      return scores;
    },
  };
}

function countOf(all: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of all) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
