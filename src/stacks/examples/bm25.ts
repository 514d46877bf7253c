/** Okapi BM25 over a small in-memory collection, for retrieving past cases. Knows nothing of documents or permissions. */
import { words } from './words.ts';

const k1 = 1.2;
const b = 0.75;

export interface Bm25Index {
  /** Score of every text that shares a word with the query, by its position in the collection. */
  scores(query: string): Map<number, number>;
}

/** Robertson and Zaragoza (2009) with the non-negative idf `ln(1 + (N − n + 0.5) / (n + 0.5))`; k1 = 1.2, b = 0.75. */
export function bm25Index(texts: readonly string[]): Bm25Index {
  const postings = new Map<string, { readonly text: number[]; readonly count: number[] }>();
  const lengths = texts.map((text, i) => {
    const all = words(text);
    const counts = new Map<string, number>();
    for (const w of all) counts.set(w, (counts.get(w) ?? 0) + 1);
    for (const [w, count] of counts) {
      const list = postings.get(w) ?? { text: [], count: [] };
      if (list.text.length === 0) postings.set(w, list);
      list.text.push(i);
      list.count.push(count);
    }
    return all.length;
  });
  const meanLength = lengths.reduce((sum, l) => sum + l, 0) / Math.max(1, lengths.length);
  return {
    scores(query) {
      const result = new Map<number, number>();
      for (const word of new Set(words(query))) {
        const list = postings.get(word);
        if (list === undefined) continue;
        const n = list.text.length;
        const idf = Math.log(1 + (texts.length - n + 0.5) / (n + 0.5));
        list.text.forEach((text, at) => {
          const tf = list.count[at] ?? 0;
          const norm = k1 * (1 - b + (b * (lengths[text] ?? 0)) / meanLength);
          result.set(text, (result.get(text) ?? 0) + (idf * tf * (k1 + 1)) / (tf + norm));
        });
      }
      return result;
    },
  };
}
