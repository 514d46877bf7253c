/** Multinomial logistic regression with an L2 penalty, over dense and sparse features. Knows nothing of texts or of choosing the penalty. */
import { type LbfgsSettings, lbfgs, type Objective } from './lbfgs.ts';
import { addWeightedRows, type Matrix, rowProducts } from './matrix.ts';
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
  readonly precondition: Objective['precondition'];
}

/** Rows worked on together: their scores and the class weights stay in cache. */
const blockRows = 64;

/** `start` continues from an earlier solution. */
export async function fitLogisticRegression(
  rows: TrainingRows,
  { l2, precondition, ...settings }: FitSettings,
  start: Coefficients = new Float64Array((rows.dense.columns + rows.sparse.columns) * rows.classCount),
): Promise<Coefficients> {
  const objective = { size: start.length, evaluate: evaluateOn(rows, l2), precondition };
  return (await lbfgs(objective, start, settings)).x;
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

function evaluateOn(rows: TrainingRows, l2: number): Objective['evaluate'] {
  const { dense, sparse, classes, classCount } = rows;
  const { rows: n, columns } = dense;
  const denseSize = classCount * columns;
  const block = new Float64Array(blockRows * classCount);
  return (x, gradient) => {
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
    for (let i = 0; i < x.length; i++) {
      const isIntercept = i < denseSize && (i + 1) % columns === 0;
      const slope = isIntercept ? 0 : l2 * (x[i] as number);
      penalty += (slope * (x[i] as number)) / 2;
      gradient[i] = (gradient[i] as number) / n + slope;
    }
    return logLoss / n + penalty;
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
