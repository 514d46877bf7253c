/** The inverse of a symmetric positive definite matrix. Knows nothing of where the matrix comes from. */
import type { Matrix } from './matrix.ts';

/** Gauss–Jordan elimination without pivoting, which such a matrix does not need. Throws `RangeError` when `a` is not positive definite. */
export function invert(a: Matrix): Matrix {
  const n = a.rows;
  const values = a.values.slice();
  for (let p = 0; p < n; p++) {
    const pivotRow = values.subarray(p * n, (p + 1) * n);
    const pivot = pivotRow[p] as number;
    if (!(pivot > 0)) throw new RangeError(`the matrix is not positive definite at row ${p}`);
    pivotRow[p] = 1;
    for (let j = 0; j < n; j++) pivotRow[j] = (pivotRow[j] as number) / pivot;
    for (let i = 0; i < n; i++) {
      if (i === p) continue;
      const row = i * n;
      const factor = values[row + p] as number;
      values[row + p] = 0;
      for (let j = 0; j < n; j++) {
        values[row + j] = (values[row + j] as number) - factor * (pivotRow[j] as number);
      }
    }
  }
  return { rows: n, columns: n, values };
}
