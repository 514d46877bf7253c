/** How two ranked lists, of words and of vectors, become one. Knows nothing of how they came about. */

export type Fusion =
  | { readonly kind: 'words' }
  | { readonly kind: 'vectors' }
  /** Reciprocal rank fusion: the sum of 1 ÷ (constant + rank). Default constant 60 (Cormack, Clarke & Büttcher 2009). */
  | { readonly kind: 'rrf'; readonly constant?: number }
  /** (1 − vectorWeight) × score of words + vectorWeight × score of vectors, both normalised to 0 … 1 within the query. */
  | { readonly kind: 'weighted'; readonly vectorWeight: number };

/** Where nothing was chosen on questions of one's own: best on three public sets (docs/log.md). */
export const equalWeights = { kind: 'weighted', vectorWeight: 0.5 } as const satisfies Fusion;
