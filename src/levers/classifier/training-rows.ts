/** Embeddings and word weights as the rows that logistic regression works on. Knows nothing of folds or labels' names. */
import type { FeatureRows } from './logistic-regression.ts';
import { type Matrix, zeros } from './matrix.ts';
import { sparseMatrix } from './sparse-matrix.ts';

/** One text: its embedding and, by position in the vocabulary, the weights of its words. */
export interface TextFeatures {
  readonly vector: Float32Array;
  readonly words: ReadonlyMap<number, number>;
}

export function featureRows(texts: readonly TextFeatures[], vocabularySize: number): FeatureRows {
  return {
    dense: withIntercept(texts.map((t) => t.vector)),
    sparse: sparseMatrix(
      texts.map((t) => t.words),
      vocabularySize,
    ),
  };
}

function withIntercept(vectors: readonly Float32Array[]): Matrix {
  const dimensions = vectors[0]?.length ?? 0;
  const matrix = zeros(vectors.length, dimensions + 1);
  vectors.forEach((vector, i) => {
    matrix.values.set(vector, i * (dimensions + 1));
    matrix.values[(i + 1) * (dimensions + 1) - 1] = 1;
  });
  return matrix;
}
