/** Products of dense row-major matrices, blocked for registers and cache. Knows nothing of classifiers. */

/** `rows × columns` numbers, row after row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

export function zeros(rows: number, columns: number): Matrix {
  return { rows, columns, values: new Float64Array(rows * columns) };
}

/**
 * Writes into `out` (count × b.rows) the dot products of `count` rows of `a`, from row `from` on, with every row of `b`. Four rows by two
 * rows at a time, so that eight sums stay in registers and each number loaded is used more than once.
 */
export function rowProducts(a: Matrix, from: number, count: number, b: Matrix, out: Float64Array): void {
  const { columns, values: x } = a;
  const { rows: width, values: w } = b;
  const lastRow = count - 1;
  const lastWidth = width - 1;
  for (let i = 0; i < count; i += 4) {
    // Past the end the last row is computed again, which keeps one loop for every size.
    const i1 = Math.min(i + 1, lastRow);
    const i2 = Math.min(i + 2, lastRow);
    const i3 = Math.min(i + 3, lastRow);
    const x0 = (from + i) * columns;
    const x1 = (from + i1) * columns;
    const x2 = (from + i2) * columns;
    const x3 = (from + i3) * columns;
    for (let k = 0; k < width; k += 2) {
      const k1 = Math.min(k + 1, lastWidth);
      const w0 = k * columns;
      const w1 = k1 * columns;
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      let s20 = 0;
      let s21 = 0;
      let s30 = 0;
      let s31 = 0;
      for (let j = 0; j < columns; j++) {
        const u = w[w0 + j] as number;
        const v = w[w1 + j] as number;
        const p = x[x0 + j] as number;
        const q = x[x1 + j] as number;
        const r = x[x2 + j] as number;
        const s = x[x3 + j] as number;
        s00 += p * u;
        s01 += p * v;
        s10 += q * u;
        s11 += q * v;
        s20 += r * u;
        s21 += r * v;
        s30 += s * u;
        s31 += s * v;
      }
      out[i * width + k] = s00;
      out[i * width + k1] = s01;
      out[i1 * width + k] = s10;
      out[i1 * width + k1] = s11;
      out[i2 * width + k] = s20;
      out[i2 * width + k1] = s21;
      out[i3 * width + k] = s30;
      out[i3 * width + k1] = s31;
    }
  }
}

/**
 * Adds to row `k` of `out` the `count` rows of `a` from `from` on, row `i` weighted with `weights[i × out.rows + k]`: weightsᵀ · a. Four
 * rows go into two sums at a time.
 */
export function addWeightedRows(
  a: Matrix,
  from: number,
  count: number,
  weights: ArrayLike<number>,
  out: Matrix,
): void {
  const { columns, values: x } = a;
  const { rows: width, values: g } = out;
  const weightOf = (i: number, k: number) =>
    i < count && k < width ? (weights[i * width + k] as number) : 0;
  for (let i = 0; i < count; i += 4) {
    const x0 = (from + i) * columns;
    // Past the end the last row is added with weight 0.
    const x1 = (from + Math.min(i + 1, count - 1)) * columns;
    const x2 = (from + Math.min(i + 2, count - 1)) * columns;
    const x3 = (from + Math.min(i + 3, count - 1)) * columns;
    for (let k = 0; k < width; k += 2) {
      const a0 = weightOf(i, k);
      const a1 = weightOf(i + 1, k);
      const a2 = weightOf(i + 2, k);
      const a3 = weightOf(i + 3, k);
      const b0 = weightOf(i, k + 1);
      const b1 = weightOf(i + 1, k + 1);
      const b2 = weightOf(i + 2, k + 1);
      const b3 = weightOf(i + 3, k + 1);
      const g0 = k * columns;
      const g1 = Math.min(k + 1, width - 1) * columns;
      for (let j = 0; j < columns; j++) {
        const p = x[x0 + j] as number;
        const q = x[x1 + j] as number;
        const r = x[x2 + j] as number;
        const s = x[x3 + j] as number;
        g[g0 + j] = (g[g0 + j] as number) + (a0 * p + a1 * q + a2 * r + a3 * s);
        g[g1 + j] = (g[g1 + j] as number) + (b0 * p + b1 * q + b2 * r + b3 * s);
      }
    }
  }
}
