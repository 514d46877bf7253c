/** Saves logistic regression a third of its passes: the second derivative at zero weights, inverted. Knows nothing of labels. */
import { invert } from './invert.ts';
import type { Objective } from './lbfgs.ts';
import type { FeatureRows } from './logistic-regression.ts';
import { addWeightedRows, type Matrix, rowProducts, zeros } from './matrix.ts';

/** Rows worked on together. */
const blockRows = 64;

/**
 * At zero weights every class has the same second derivative, XᵀX / (rows · classes) + λ. It is taken whole for the dense features and by
 * its diagonal for the sparse ones. One for all rows also serves the parts of them that cross-validation fits.
 */
export function preconditioners(
  rows: FeatureRows,
  classCount: number,
  l2s: readonly number[],
): readonly Objective['precondition'][] {
  const dense = denseCurvature(rows, classCount);
  const sparse = sparseCurvature(rows, classCount);
  const { columns } = rows.dense;
  const denseSize = classCount * columns;
  return l2s.map((l2) => {
    const inverse = invert(withPenalty(dense, l2));
    const diagonal = sparse.map((c) => c + l2);
    return (v) => {
      const out = new Float64Array(v.length);
      rowProducts({ rows: classCount, columns, values: v }, 0, classCount, inverse, out);
      for (let i = denseSize; i < v.length; i++) {
        out[i] = (v[i] as number) / (diagonal[Math.floor((i - denseSize) / classCount)] as number);
      }
      return out;
    };
  });
}

/** XᵀX / (rows · classes). */
function denseCurvature({ dense }: FeatureRows, classCount: number): Matrix {
  const { rows: n, columns, values } = dense;
  const curvature = zeros(columns, columns);
  for (let from = 0; from < n; from += blockRows) {
    const count = Math.min(blockRows, n - from);
    addWeightedRows(dense, from, count, values.subarray(from * columns), curvature);
  }
  for (let i = 0; i < columns * columns; i++)
    curvature.values[i] = (curvature.values[i] as number) / (n * classCount);
  return curvature;
}

/** The diagonal of the same. */
function sparseCurvature({ sparse }: FeatureRows, classCount: number): Float64Array {
  const curvature = new Float64Array(sparse.columns);
  sparse.positions.forEach((position, e) => {
    const value = sparse.values[e] as number;
    curvature[position] = (curvature[position] as number) + (value * value) / (sparse.rows * classCount);
  });
  return curvature;
}

/** λ on the diagonal, but for the intercept. */
function withPenalty({ rows, columns, values }: Matrix, l2: number): Matrix {
  const penalised = values.slice();
  for (let j = 0; j < columns - 1; j++) penalised[j * columns + j] = (values[j * columns + j] as number) + l2;
  return { rows, columns, values: penalised };
}
