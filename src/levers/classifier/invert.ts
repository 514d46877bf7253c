/** The inverse of a symmetric positive definite matrix, through its Cholesky factor. Knows nothing of where the matrix comes from. */
import { type Matrix, zeros } from './matrix.ts';

/** Only the lower half of `a` is read. Throws `RangeError` when `a` is not positive definite. */
export function invert(a: Matrix): Matrix {
  const factor = cholesky(a);
  const inverse = zeros(a.rows, a.rows);
  for (let i = 0; i < a.rows; i++) {
    const row = inverse.values.subarray(i * a.rows, (i + 1) * a.rows);
    row[i] = 1;
    solve(factor, row);
  }
  return inverse;
}

/** Lower triangular `L` with `L Lᵀ = a`. */
function cholesky({ rows: n, values: a }: Matrix): Matrix {
  const factor = zeros(n, n);
  const l = factor.values;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (l[i * n + k] as number) * (l[j * n + k] as number);
      if (i !== j) l[i * n + j] = sum / (l[j * n + j] as number);
      else if (sum > 0) l[i * n + i] = Math.sqrt(sum);
      else throw new RangeError(`the matrix is not positive definite at row ${i}`);
    }
  }
  return factor;
}

/** Replaces `b` by the solution `x` of `L Lᵀ x = b`. */
function solve({ rows: n, values: l }: Matrix, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i] as number;
    for (let k = 0; k < i; k++) sum -= (l[i * n + k] as number) * (b[k] as number);
    b[i] = sum / (l[i * n + i] as number);
  }
  for (let i = n - 1; i >= 0; i--) {
    const x = (b[i] as number) / (l[i * n + i] as number);
    b[i] = x;
    for (let k = 0; k < i; k++) b[k] = (b[k] as number) - (l[i * n + k] as number) * x;
  }
}
