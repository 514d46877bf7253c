/** Matrices of which most numbers are 0, row after row, and their products. Knows nothing of words. */

export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Row `i` holds the entries `starts[i]` to before `starts[i + 1]`. */
  readonly starts: Int32Array;
  readonly positions: Int32Array;
  readonly values: Float64Array;
}

export function sparseMatrix(rows: readonly ReadonlyMap<number, number>[], columns: number): SparseMatrix {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => {
    starts[i + 1] = (starts[i] as number) + row.size;
  });
  return {
    rows: rows.length,
    columns,
    starts,
    positions: Int32Array.from(rows.flatMap((row) => [...row.keys()])),
    values: Float64Array.from(rows.flatMap((row) => [...row.values()])),
  };
}

/** Adds to `out` (count × width) the product of `count` rows from `from` on with `weights` (columns × width, from `offset` on). */
export function addSparseProducts(
  { starts, positions, values }: SparseMatrix,
  from: number,
  count: number,
  weights: Float64Array,
  offset: number,
  width: number,
  out: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const to = i * width;
    const end = starts[from + i + 1] as number;
    for (let e = starts[from + i] as number; e < end; e++) {
      const value = values[e] as number;
      const at = offset + (positions[e] as number) * width;
      for (let k = 0; k < width; k++)
        out[to + k] = (out[to + k] as number) + value * (weights[at + k] as number);
    }
  }
}

/** Adds to `sum` (columns × width, from `offset` on) each of `count` rows from `from` on, times its row of `factors` (count × width). */
export function addSparseOuter(
  { starts, positions, values }: SparseMatrix,
  from: number,
  count: number,
  factors: Float64Array,
  sum: Float64Array,
  offset: number,
  width: number,
): void {
  for (let i = 0; i < count; i++) {
    const source = i * width;
    const end = starts[from + i + 1] as number;
    for (let e = starts[from + i] as number; e < end; e++) {
      const value = values[e] as number;
      const at = offset + (positions[e] as number) * width;
      for (let k = 0; k < width; k++)
        sum[at + k] = (sum[at + k] as number) + value * (factors[source + k] as number);
    }
  }
}
