/** Multinomial logistic regression with an L2 penalty, over dense and sparse features. Knows nothing of texts or of choosing the penalty. */
import { invert } from './invert.ts';
import { type LbfgsSettings, lbfgs, type Objective } from './lbfgs.ts';
import { addWeightedRows, type Matrix, rowProducts, zeros } from './matrix.ts';
import { addSparseOuter, addSparseProducts, type SparseMatrix } from './sparse-matrix.ts';

export interface FeatureRows {
  /** The last column is 1, for the intercept. */
  readonly dense: Matrix;
  /** May have no columns. */
  readonly sparse: SparseMatrix;
}

export interface TrainingRows extends FeatureRows {
  /** Class of each row, 0 … classCount − 1. */
  readonly classes: Int32Array;
  readonly classCount: number;
}

/** Weights of the dense features, classes × columns and the intercepts in the last column, then of the sparse ones, columns × classes. */
export type Coefficients = Float64Array;

export interface FitSettings extends LbfgsSettings {
  /** λ of mean log-loss + λ/2 · ‖weights‖²; intercepts are not penalised. scikit-learn's `C` is 1 / (rows · λ). */
  readonly l2: number;
}

/** Rows worked on together: their scores and the class weights stay in cache. */
const blockRows = 64;

export interface LogisticRegression {
  /** `start` continues from an earlier solution. */
  fit(settings: FitSettings, start?: Coefficients): Promise<Coefficients>;
}

/**
 * Preconditioned with the second derivative at zero, whole for the dense features and its diagonal for the sparse ones, so that a dozen
 * or two passes over the data are enough.
 */
export function logisticRegression(rows: TrainingRows): LogisticRegression {
  const curvature = { dense: denseCurvature(rows), sparse: sparseCurvature(rows) };
  const size = (rows.dense.columns + rows.sparse.columns) * rows.classCount;
  return {
    async fit({ l2, ...settings }, start = new Float64Array(size)) {
      return (await lbfgs(objectiveOf(rows, curvature, l2), start, settings)).x;
    },
  };
}

/** Log-odds up to a constant of each row under each class: rows × classes. */
export function linearScores(
  rows: FeatureRows,
  coefficients: Coefficients,
  classCount: number,
): Float64Array {
  const scores = new Float64Array(rows.dense.rows * classCount);
  scoreRows(rows, coefficients, classCount, 0, rows.dense.rows, scores);
  return scores;
}

function scoreRows(
  { dense, sparse }: FeatureRows,
  coefficients: Coefficients,
  classCount: number,
  from: number,
  count: number,
  scores: Float64Array,
): void {
  const { columns } = dense;
  rowProducts(dense, from, count, { rows: classCount, columns, values: coefficients }, scores);
  addSparseProducts(sparse, from, count, coefficients, classCount * columns, classCount, scores);
}

/** The second derivative at zero, without the penalty: the same for every class. */
interface Curvature {
  readonly dense: Matrix;
  readonly sparse: Float64Array;
}

function objectiveOf(rows: TrainingRows, curvature: Curvature, l2: number): Objective {
  const { dense, sparse, classes, classCount } = rows;
  const { rows: n, columns } = dense;
  const denseSize = classCount * columns;
  const size = denseSize + classCount * sparse.columns;
  const block = new Float64Array(blockRows * classCount);
  const inverse = invert(withPenalty(curvature.dense, l2));
  const diagonal = curvature.sparse.map((c) => c + l2);
  return {
    size,
    evaluate(x, gradient) {
      const denseSum: Matrix = { rows: classCount, columns, values: gradient.fill(0) };
      let logLoss = 0;
      for (let from = 0; from < n; from += blockRows) {
        const count = Math.min(blockRows, n - from);
        scoreRows(rows, x, classCount, from, count, block);
        logLoss += toResiduals(block, classes, from, count, classCount);
        addWeightedRows(dense, from, count, block, denseSum);
        addSparseOuter(sparse, from, count, block, gradient, denseSize, classCount);
      }
      let penalty = 0;
      for (let i = 0; i < size; i++) {
        const isIntercept = i < denseSize && (i + 1) % columns === 0;
        const slope = isIntercept ? 0 : l2 * (x[i] as number);
        penalty += (slope * (x[i] as number)) / 2;
        gradient[i] = (gradient[i] as number) / n + slope;
      }
      return logLoss / n + penalty;
    },
    precondition(v) {
      const out = new Float64Array(size);
      rowProducts({ rows: classCount, columns, values: v }, 0, classCount, inverse, out);
      for (let i = denseSize; i < size; i++) {
        out[i] = (v[i] as number) / (diagonal[Math.floor((i - denseSize) / classCount)] as number);
      }
      return out;
    },
  };
}

/** Turns scores into probability − indicator, in place; returns the summed log-loss. */
function toResiduals(
  scores: Float64Array,
  classes: Int32Array,
  from: number,
  count: number,
  classCount: number,
): number {
  let logLoss = 0;
  for (let i = 0; i < count; i++) {
    const at = i * classCount;
    let top = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classCount; k++) top = Math.max(top, scores[at + k] as number);
    const right = at + (classes[from + i] as number);
    const rightScore = scores[right] as number;
    let total = 0;
    for (let k = 0; k < classCount; k++) {
      const weight = Math.exp((scores[at + k] as number) - top);
      scores[at + k] = weight;
      total += weight;
    }
    for (let k = 0; k < classCount; k++) scores[at + k] = (scores[at + k] as number) / total;
    scores[right] = (scores[right] as number) - 1;
    logLoss += Math.log(total) + top - rightScore;
  }
  return logLoss;
}

/** XᵀX / (rows · classes). */
function denseCurvature({ dense, classCount }: TrainingRows): Matrix {
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
function sparseCurvature({ sparse, classCount }: TrainingRows): Float64Array {
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
