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
 * Adds to row `k` of `out` the rows of `a` from `from` on, row `i` weighted with `weights[i × out.rows + k]`: weightsᵀ · a. Four rows go
 * into two sums at a time.
 */
export function addWeightedRows(
  a: Matrix,
  from: number,
  count: number,
  weights: Float64Array,
  out: Matrix,
): void {
  const { columns, values: x } = a;
  const { rows: width, values: g } = out;
  const whole = count - (count % 4);
  for (let i = 0; i < whole; i += 4) {
    const x0 = (from + i) * columns;
    const x1 = x0 + columns;
    const x2 = x1 + columns;
    const x3 = x2 + columns;
    const at = i * width;
    for (let k = 0; k < width; k++) {
      const r0 = weights[at + k] as number;
      const r1 = weights[at + width + k] as number;
      const r2 = weights[at + 2 * width + k] as number;
      const r3 = weights[at + 3 * width + k] as number;
      const to = k * columns;
      for (let j = 0; j < columns; j++) {
        g[to + j] =
          (g[to + j] as number) +
          (r0 * (x[x0 + j] as number) +
            r1 * (x[x1 + j] as number) +
            r2 * (x[x2 + j] as number) +
            r3 * (x[x3 + j] as number));
      }
    }
  }
  for (let i = whole; i < count; i++) {
    const row = (from + i) * columns;
    for (let k = 0; k < width; k++) {
      const r = weights[i * width + k] as number;
      const to = k * columns;
      for (let j = 0; j < columns; j++) g[to + j] = (g[to + j] as number) + r * (x[row + j] as number);
    }
  }
}
